// Deals left out because they had ended
//
// use PAYS, ended
CYPHER 25
MATCH (:Firm)-[edge:PAYS]->(:Firm)
WHERE ended(edge)
WITH edge.deal AS deal, edge.ended AS ended
ORDER BY ended DESC, deal
WITH collect(deal) AS ended
RETURN CASE WHEN size(ended) > 0 THEN
  'deals that had ended by ' + toString($as_of) + ' and are left out: ' + size(ended) +
  ' (' + reduce(text = ended[0], deal IN ended[1..3] | text + ', ' + deal) +
  CASE WHEN size(ended) > 3 THEN ', …' ELSE '' END + ')' END AS note
