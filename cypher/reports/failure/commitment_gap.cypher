// What firms have promised to pay per year, compared with what they take in
//
// One row for each firm with orders that are not yet paid. All amounts are averages for one year.
// promised_usd is these orders, each spread over its term: from its start (or else its announcement
// or earliest publication) to its end, at least a year. revenue_usd is a year's revenue.
// funding_usd is the capital that others have paid in (closed deals, whenever that was), spread
// over the given years. gap_usd is what is promised less revenue and funding; it is negative if
// these suffice, and empty if one of the three is unknown.
//
// Revenue comes from a figure in dollars about this firm alone that is not contested and whose
// period has ended by --as-of: the latest full year (350 to 380 days), or else the latest run rate.
// Forecasts are not used.
//
// Other payments of a firm (staff, other suppliers, debt) are not included, and revenue may grow:
// the gap is what growth or new capital must cover if all promises are kept and all revenue is used
// for them.
//
// without_usd counts the orders and the capital whose amount is unknown; they add nothing to the
// sums. noncash_usd is the part of funding_usd that is not cash: credits, shares and contingent
// capital, and, unless stated otherwise, warrants and guarantees. A sum is empty if there are such
// deals but no amount is known.
//
// With --by group, revenue is the consolidated figure about the parent; figures about subsidiaries
// are not added to it.
//
// param default_years int(1..100) = 5 -- the term in years to assume for an order whose term is unknown
// param years int(1..100) = 5 -- the number of years over which paid-in capital is spread
// param noncash bool = true -- include capital that is not cash
// param as_of date = today -- include only deals in force on this date
// param statuses list of choice(reported|announced|signed|closed|contingent|terminated) = ["reported", "announced", "signed", "closed", "contingent"] -- include only deals with these statuses, and deals terminated later
// param sources list of source = [] -- include only deals that one of these sources states
// param firms list of firm = [] -- show only results that involve one of these firms
// param min_usd usd = 0 -- leave out deals known to be smaller than this, in US dollars
// param amount choice(low|headline|high) = headline -- which bound of a range to use
// param secondary bool = false -- include shares bought from other holders
// param by choice(firm|group) = firm -- with group, merge subsidiaries into their parent
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
// With --by group, subsidiaries are merged into their parent
LET id = {firm: 'id', group: 'group'}[$by]
LET shown = COLLECT { MATCH (firm:Firm) WHERE firm.id IN $firms RETURN firm[id] }
// Capital that is not cash
LET noncash = [edge IN in_force
  WHERE type(edge) IN ['INVESTS_IN', 'LENDS_TO', 'GRANTS_EQUITY_TO', 'BACKSTOPS']
    AND coalesce(edge.settlement, CASE type(edge)
      WHEN 'GRANTS_EQUITY_TO' THEN 'shares'
      WHEN 'BACKSTOPS' THEN 'contingent'
    END) IN ['credits', 'shares', 'contingent']]
LET counted = [edge IN in_force WHERE $noncash OR NOT edge IN noncash]
UNWIND counted AS edge
LET payer = startNode(edge)[id], payee = endNode(edge)[id]
FILTER payer <> payee
LET is_order = type(edge) IN ['BUYS_FROM', 'LEASES_FROM']
// Orders that are not yet paid, and capital that is paid in
FILTER is_order <> (edge.status = 'closed')
LET firm = CASE WHEN is_order THEN payer ELSE payee END
FILTER $firms = [] OR firm IN shown
LET term = duration.inDays(coalesce(edge.starts, edge.since), edge.ends).days / 365.25
LET years = CASE WHEN term < 1 THEN 1.0 ELSE coalesce(term, toFloat($default_years)) END
LET order = CASE WHEN is_order THEN edge END, paid_in = CASE WHEN NOT is_order THEN edge END
LET noncash_in = CASE WHEN paid_in IN noncash THEN paid_in END
WITH firm, count(order) AS orders, count(order[usd]) AS orders_known, sum(order[usd] / years) AS promised,
     count(paid_in) AS paid_in, count(paid_in[usd]) AS paid_in_known, sum(paid_in[usd]) AS funding,
     count(noncash_in) AS noncash_deals, count(noncash_in[usd]) AS noncash_known,
     sum(noncash_in[usd]) AS noncash_funding
FILTER orders > 0
LET revenue_usd = COLLECT {
  MATCH (:Firm {id: firm})<-[:ABOUT]-(figure:Figure)
  WHERE toLower(figure.name) = 'revenue' AND figure.usd > 0 AND NOT figure.contested
    AND figure.ends <= $as_of
    AND (figure.kind = 'run_rate' OR figure.kind = 'actual'
      AND 350 <= duration.inDays(figure.starts, figure.ends).days <= 380)
    AND COUNT { (figure)-[:ABOUT]->() } = 1
  RETURN figure.usd AS revenue
  ORDER BY figure.kind = 'actual' DESC, figure.ends DESC, figure.id
  LIMIT 1
}[0]
LET promised_usd = CASE WHEN orders_known > 0 THEN toInteger(round(promised)) END
LET funding_usd = CASE WHEN paid_in = 0 OR paid_in_known > 0 THEN toInteger(round(toFloat(funding) / $years)) END
RETURN firm, promised_usd, revenue_usd, funding_usd,
       promised_usd - revenue_usd - funding_usd AS gap_usd,
       orders + paid_in - orders_known - paid_in_known AS without_usd,
       CASE WHEN noncash_deals = 0 OR noncash_known > 0 THEN toInteger(round(toFloat(noncash_funding) / $years)) END AS noncash_usd
ORDER BY gap_usd IS NULL, gap_usd DESC, coalesce(promised_usd, -1) DESC, firm
