// The rows of a report in Neo4j Browser: each amount also in short form
//
// It follows the report. What is between `each column` and `end` is repeated for each column of the
// report; what follows `if money` in it, only for amounts in US dollars.
//
// It uses the fragment in_short for amounts.
CYPHER 25
NEXT
RETURN /* each column */ column /* if money */, in_short(column) AS column_short /* end */
