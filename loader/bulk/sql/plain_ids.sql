-- The ids of plain deals.
SELECT id FROM plain_deals
