// Deals left out because they had ended
//
// use PAYS, ended, first_three
CYPHER 25
MATCH (:Firm)-[edge:PAYS]->(:Firm)
WHERE ended(edge)
WITH edge.deal AS deal, edge.until AS ended
ORDER BY ended DESC, deal
WITH collect(deal) AS ended
RETURN CASE WHEN size(ended) > 0 THEN
  'deals that had ended by ' + toString($as_of) + ' and are left out: ' + size(ended) +
  ' (' + first_three(ended) + ')' END AS note
