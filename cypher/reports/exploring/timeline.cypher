// What was announced when
//
// The deals that count by the month, quarter or year from which they stand (their announcement,
// else the earliest publication that tells of them), with their known amounts and the sum so far.
// without_usd counts the deals of the period without a known amount; a deal without any date is
// left out.
//
// param by choice(month|quarter|year) = quarter -- how long a period is
// param as_of date = today -- count only deals that stood on this day
// param statuses list of choice(reported|announced|signed|closed|contingent|terminated) = ["reported", "announced", "signed", "closed", "contingent"] -- count only deals of these statuses
// param sources list of source = [] -- count only deals that one of these sources states
// param firms list of firm = [] -- show only rows in which one of these firms stands
// param min_usd usd = 0 -- leave out single deals known to be smaller, in dollars
// param amount choice(low|headline|high) = headline -- which end of a range counts
// param secondary bool = false -- count shares bought from other holders
CYPHER 25
LET usd = {low: 'usd_low', headline: 'usd', high: 'usd_high'}[$amount]
// The deals that count
CALL (usd) {
  MATCH (:Firm)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(:Firm)
  WHERE coalesce(edge.since <= $as_of, true)
    AND coalesce(edge.ended > $as_of, true)
    AND (edge.status IN $statuses OR (edge.status = 'terminated' AND edge.ended IS NOT NULL))
    AND ($sources = [] OR any(source IN $sources WHERE source IN edge.sources))
    AND ($secondary OR coalesce(edge.settlement <> 'secondary', true))
    AND coalesce(edge[usd] >= $min_usd, true)
  RETURN collect(edge) AS standing
}
MATCH (payer:Firm)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(payee:Firm)
WHERE edge IN standing AND edge.since IS NOT NULL
  AND ($firms = [] OR payer.id IN $firms OR payee.id IN $firms)
LET period = edge.since.year + CASE $by
  WHEN 'month' THEN '-' + CASE WHEN edge.since.month < 10 THEN '0' ELSE '' END + edge.since.month
  WHEN 'quarter' THEN 'Q' + edge.since.quarter
  ELSE ''
END
WITH period, count(edge) AS deals, collect(edge[usd]) AS known
LET usd = reduce(total = null, amount IN known | coalesce(total + amount, amount))
ORDER BY period
WITH collect({period: period, deals: deals, usd: usd, without_usd: deals - size(known)}) AS periods
UNWIND range(0, size(periods) - 1) AS index
RETURN periods[index].period AS period, periods[index].deals AS deals, periods[index].usd AS usd,
       reduce(total = null, one IN periods[..index + 1] | coalesce(total + one.usd, total, one.usd)) AS cumulative_usd,
       periods[index].without_usd AS without_usd
ORDER BY period
