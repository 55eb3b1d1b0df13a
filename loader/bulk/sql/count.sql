-- How many plain deals there are.
SELECT count(*) FROM plain_deals
