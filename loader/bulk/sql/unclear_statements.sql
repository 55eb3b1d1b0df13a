-- Statements that only the usual reader can judge.
SELECT * FROM statements ANTI JOIN clean_statements ON clean_statements.line = statements.line ORDER BY line
