// Deals without any date
//
// They are in force on every day until they end, since their beginning is unknown; but reports about
// chronological order leave them out.
//
// use PAYS, selected
CYPHER 25
MATCH (:Firm)-[edge:PAYS]->(:Firm)
WHERE edge.since IS NULL AND selected(edge)
WITH count(edge) AS undated
RETURN CASE WHEN undated > 0 THEN
  'deals with neither a date nor a dated source, treated as in force on every date but left out of chronological order: ' + undated END AS note
