// Deals without any date
//
// They count on every day, since nothing says when they began to stand; but what is about the order
// of deals in time leaves them out.
//
// use PAYS, selected
CYPHER 25
MATCH (:Firm)-[edge:PAYS]->(:Firm)
WHERE edge.since IS NULL AND selected(edge)
WITH count(edge) AS undated
RETURN CASE WHEN undated > 0 THEN
  'deals without a date of their own or of a source, counted on every day but in no order of time: ' + undated END AS note
