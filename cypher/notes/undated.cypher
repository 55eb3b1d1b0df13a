// Deals without any date
//
// They count on every day, since nothing says when they began to stand; but what is about the order
// of deals in time leaves them out.
//
// param as_of date = today -- count only deals that stood on this day
// param statuses list of choice(reported|announced|signed|closed|contingent|terminated) = ["reported", "announced", "signed", "closed", "contingent"] -- count only deals of these statuses
// param sources list of source = [] -- count only deals that one of these sources states
// param min_usd usd = 0 -- leave out single deals known to be smaller, in dollars
// param amount choice(low|headline|high) = headline -- which end of a range counts
// param secondary bool = false -- count shares bought from other holders
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
  'deals without a date of their own or of a source, counted on every day but in no order of time: ' + undated END AS note
