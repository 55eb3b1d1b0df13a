// Deals without any date
//
// They are in force on every day until they end, since their beginning is unknown; but reports about
// chronological order leave them out.
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
WHERE edge.since IS NULL
  AND coalesce(edge.ended > $as_of, true)
  AND (edge.status IN $statuses OR (edge.status = 'terminated' AND edge.ended IS NOT NULL))
  AND ($sources = [] OR any(source IN $sources WHERE source IN edge.sources))
  AND ($secondary OR coalesce(edge.settlement <> 'secondary', true))
  AND coalesce(edge[usd] >= $min_usd, true)
WITH count(edge) AS undated
RETURN CASE WHEN undated > 0 THEN
  'deals with neither a date nor a dated source, treated as in force on every date but left out of chronological order: ' + undated END AS note
