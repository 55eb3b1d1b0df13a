// Orders whose term is unknown, so that one is assumed
//
// use flows, REVENUE, default_term, status_on, term_of, usd, first_three, dollars
CYPHER 25
FILTER deal:REVENUE AND deal.term_to IS NULL AND NOT status_on(deal) IN ['closed', 'contingent']
LET over = term_of(deal, years)[1] <= $as_of
WITH deal.deal AS id, usd(deal) AS usd, over
ORDER BY coalesce(usd, -1) DESC, id
WITH collect(id) AS assumed, sum(usd) AS usd, count(CASE WHEN over THEN 1 END) AS over
RETURN CASE WHEN size(assumed) > 0 THEN
  'orders whose term is unknown and assumed to be ' + $default_years + ' years: ' + size(assumed) + ', ' + dollars(usd) +
  ' (' + first_three(assumed) + ')' + CASE WHEN over > 0 THEN '; taken as paid, since that is over: ' + over ELSE '' END END AS note
