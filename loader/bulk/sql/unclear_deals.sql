-- Deals that only the usual reader can judge.
SELECT * FROM deals ANTI JOIN clean_deals ON clean_deals.line = deals.line ORDER BY line
