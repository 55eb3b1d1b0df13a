-- Deals that SQL cannot judge, and Python has to parse.
SELECT * FROM deals ANTI JOIN clean_deals ON clean_deals.line = deals.line ORDER BY line
