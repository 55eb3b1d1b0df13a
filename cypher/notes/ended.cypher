// Deals left out because they had ended
//
// param as_of date = today -- include only deals in force on this date
// param statuses list of choice(reported|announced|signed|closed|contingent|terminated) = ["reported", "announced", "signed", "closed", "contingent"] -- include only deals with these statuses, and deals terminated later
// param sources list of source = [] -- include only deals that one of these sources states
// param min_usd usd = 0 -- leave out deals known to be smaller than this, in US dollars
// param amount choice(low|headline|high) = headline -- which bound of a range to use
// param secondary bool = false -- include shares bought from other holders
CYPHER 25
LET usd = {low: 'usd_low', headline: 'usd', high: 'usd_high'}[$amount]
MATCH (:Firm)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(:Firm)
WHERE edge.ended <= $as_of
  AND (edge.status IN $statuses OR edge.status = 'terminated')
  AND ($sources = [] OR any(source IN $sources WHERE source IN edge.sources))
  AND ($secondary OR coalesce(edge.settlement <> 'secondary', true))
  AND coalesce(edge[usd] >= $min_usd, true)
WITH edge.deal AS deal, edge.ended AS ended
ORDER BY ended DESC, deal
WITH collect(deal) AS ended
RETURN CASE WHEN size(ended) > 0 THEN
  'deals that had ended by ' + toString($as_of) + ' and are left out: ' + size(ended) +
  ' (' + reduce(text = ended[0], deal IN ended[1..3] | text + ', ' + deal) +
  CASE WHEN size(ended) > 3 THEN ', …' ELSE '' END + ')' END AS note
