-- Deals that SQL cannot parse, so that Python has to.
SELECT * FROM deals ANTI JOIN clean_deals ON clean_deals.line = deals.line ORDER BY line
