// The rows of a report in Neo4j Browser: each amount also in short form
//
// It follows the report. What is between `each column` and `end` is repeated for each column of the
// report, what is after `each amount` for those in US dollars. What follows `if amount` is only for
// those, too, and `place` is the place of the column among them.
//
// use in_short
CYPHER 25
NEXT
LET short = [amount IN [/* each amount */ column /* end */] | in_short(amount)]
RETURN /* each column */ column /* if amount */, short[place] AS column_short /* end */
