// Deals that had ended
//
// param as_of date = today -- count only deals that stood on this day
CYPHER 25
MATCH (:Firm)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(:Firm)
WHERE edge.ended <= $as_of
WITH edge.deal AS deal, edge.ended AS ended
ORDER BY ended DESC, deal
WITH collect(deal) AS ended
RETURN CASE WHEN size(ended) > 0 THEN
  'deals that had ended by ' + $as_of + ' and are left out: ' + size(ended) +
  ' (' + reduce(text = ended[0], deal IN ended[1..3] | text + ', ' + deal) +
  CASE WHEN size(ended) > 3 THEN ', …' ELSE '' END + ')' END AS note
