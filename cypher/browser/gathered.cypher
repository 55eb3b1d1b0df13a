// The rows of a report, gathered so that the first of them can be drawn
//
// It follows the report. What is between `each column` and `end` is repeated for each column of the
// report.
CYPHER 25
NEXT
WITH collect({/* each column */ column: column /* end */}) AS all_rows
LET rows = all_rows[..100]
