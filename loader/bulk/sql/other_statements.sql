-- Statements that are not about plain deals.
SELECT * FROM statements ANTI JOIN plain_deals ON plain_deals.statement = statements.line ORDER BY line
