// When deals were announced
//
// The deals in force by month, quarter or year of their announcement or, if that is unknown, of the
// earliest publication about them. usd is the sum of the known amounts, cumulative_usd the sum so
// far, and without_usd the number of deals whose amount is unknown. Deals without any date are left
// out.
//
// param by choice(month|quarter|year) = quarter -- the length of a period
// param as_of date = today -- include only deals in force on this date
// param statuses list of choice(reported|announced|signed|closed|contingent|terminated) = ["reported", "announced", "signed", "closed", "contingent"] -- include only deals with these statuses, and deals terminated later
// param sources list of source = [] -- include only deals that one of these sources states
// param firms list of firm = [] -- show only results that involve one of these firms
// param min_usd usd = 0 -- leave out deals known to be smaller than this, in US dollars
// param amount choice(low|headline|high) = headline -- which bound of a range to use
// param secondary bool = false -- include shares bought from other holders
CYPHER 25
LET usd = {low: 'usd_low', headline: 'usd', high: 'usd_high'}[$amount]
// The deals in force
CALL (usd) {
  MATCH (:Firm)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(:Firm)
  WHERE coalesce(edge.since <= $as_of, true)
    AND coalesce(edge.ended > $as_of, true)
    AND (edge.status IN $statuses OR (edge.status = 'terminated' AND edge.ended IS NOT NULL))
    AND ($sources = [] OR any(source IN $sources WHERE source IN edge.sources))
    AND ($secondary OR coalesce(edge.settlement <> 'secondary', true))
    AND coalesce(edge[usd] >= $min_usd, true)
  RETURN collect(edge) AS in_force
}
MATCH (payer:Firm)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(payee:Firm)
WHERE edge IN in_force AND edge.since IS NOT NULL
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
       reduce(total = null, earlier IN periods[..index + 1] | coalesce(total + earlier.usd, total, earlier.usd)) AS cumulative_usd,
       periods[index].without_usd AS without_usd
ORDER BY period
