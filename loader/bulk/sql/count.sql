-- The number of plain deals.
SELECT count(*) FROM plain_deals
