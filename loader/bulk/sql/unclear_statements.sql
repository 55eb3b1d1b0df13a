-- Statements that SQL cannot parse, so that Python has to.
SELECT * FROM statements ANTI JOIN clean_statements ON clean_statements.line = statements.line ORDER BY line
