-- Deals that are not plain.
SELECT * FROM deals ANTI JOIN plain_deals ON plain_deals.line = deals.line ORDER BY line
