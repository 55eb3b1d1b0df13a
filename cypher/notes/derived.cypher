// Deals whose amount no source states: a stated rate, times the stated term
//
// use PAYS, selected, usd, first_three, dollars
CYPHER 25
MATCH (:Firm)-[edge:PAYS]->(:Firm)
WHERE edge.derived AND selected(edge)
WITH edge.deal AS deal, usd(edge) AS usd
ORDER BY coalesce(usd, -1) DESC, deal
WITH collect(deal) AS derived, sum(usd) AS usd
RETURN CASE WHEN size(derived) > 0 THEN
  'deals whose total is derived from a stated rate and term: ' + size(derived) + ', ' + dollars(usd) +
  ' (' + first_three(derived) + ')' END AS note
