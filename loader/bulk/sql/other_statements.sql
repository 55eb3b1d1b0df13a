-- Statements on anything but plain deals.
SELECT * FROM statements ANTI JOIN plain_deals ON plain_deals.statement = statements.line ORDER BY line
