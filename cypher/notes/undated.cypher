// Deals without any date
//
// They count on every day, since nothing says when they began to stand.
//
// param as_of date = today -- count only deals that stood on this day
CYPHER 25
MATCH (:Firm)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(:Firm)
WHERE edge.since IS NULL AND coalesce(edge.ended > $as_of, true)
WITH count(edge) AS undated
RETURN CASE WHEN undated > 0 THEN
  'deals without a date of their own or of a source, counted on every day: ' + undated END AS note
