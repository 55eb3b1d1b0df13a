-- Statements that SQL cannot judge, and Python has to parse.
SELECT * FROM statements ANTI JOIN clean_statements ON clean_statements.line = statements.line ORDER BY line
