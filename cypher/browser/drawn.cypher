// The rows of a report in Neo4j Browser, with a drawing in the last of them
//
// It follows the rows and their drawing. The drawing is in the last row that Browser shows, since it
// makes its row in the table very high; Browser shows 1,000 rows at most.
//
// It uses the fragment in_short for amounts.
CYPHER 25
WITH all_rows[..1000] AS shown_rows, size(all_rows) AS row_count, size(rows) AS rows_drawn, drawing
LET note = CASE WHEN row_count > rows_drawn OR size(drawing) > 300 THEN
  ['Not all is drawn: this is from the first ' + rows_drawn + ' of ' + row_count + ' rows, and from 300 deals at most.']
  ELSE [] END
UNWIND range(0, size(shown_rows) - 1) AS place
LET row = shown_rows[place], is_last = place = size(shown_rows) - 1
LET /* each column */ column = row.column /* end */
RETURN /* each column */ column /* if money */, in_short(column) AS column_short /* end */,
       CASE WHEN is_last THEN note + drawing[..300] END AS drawn
