// What firms have promised to pay a year, against what they take in
//
// For every firm with orders that are not yet paid, all as the average of one year: promised_usd are
// these orders, each spread over its term (from its start, else from when it stands, to its end,
// at least a year), revenue_usd is a year's revenue and funding_usd the capital that others have
// paid in (deals that are closed, whenever that was) spread over the given years. gap_usd is what
// is promised less revenue and funding, and so below zero where these suffice; it is empty where
// one of the three is not known. The revenue is that of the latest full year (350 to 380 days)
// that a figure in dollars, about this firm alone and not contested, gives, else the latest run
// rate, ended by the day asked for; never a forecast. What else a firm must pay (staff, other
// suppliers, debt) is not in it, and revenues may grow: the gap is what has to come from growth or
// new capital if all promises are kept and all revenue goes into them.
// without_usd counts the orders and the capital without a known amount, of which nothing is
// counted; noncash_usd is the part of funding_usd that is no cash (credits, shares, contingent;
// warrants and guarantees where nothing is said). A sum is empty where there are such deals but no
// amount is known.
// With --by group a year's revenue is the figure about the parent itself, which is consolidated, and
// revenues of subsidiaries are never added to it.
//
// param default_years int(1..100) = 5 -- the term of an order of which no term is known, in years
// param years int(1..100) = 5 -- over how many years the capital paid in is spread
// param noncash bool = true -- count capital that is not cash
// param as_of date = today -- count only deals that stood on this day
// param statuses list of choice(reported|announced|signed|closed|contingent|terminated) = ["reported", "announced", "signed", "closed", "contingent"] -- count only deals of these statuses
// param sources list of source = [] -- count only deals that one of these sources states
// param firms list of firm = [] -- show only rows in which one of these firms stands
// param min_usd usd = 0 -- leave out single deals known to be smaller, in dollars
// param amount choice(low|headline|high) = headline -- which end of a range counts
// param secondary bool = false -- count shares bought from other holders
// param by choice(firm|group) = firm -- group: subsidiaries count as their parent
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
// With --by group a parent stands for all that belongs to it
LET id = {firm: 'id', group: 'group'}[$by]
LET shown = COLLECT { MATCH (firm:Firm) WHERE firm.id IN $firms RETURN firm[id] }
// Capital that is not cash
LET noncash = [edge IN standing
  WHERE type(edge) IN ['INVESTS_IN', 'LENDS_TO', 'GRANTS_EQUITY_TO', 'BACKSTOPS']
    AND coalesce(edge.settlement, CASE type(edge)
      WHEN 'GRANTS_EQUITY_TO' THEN 'shares'
      WHEN 'BACKSTOPS' THEN 'contingent'
    END) IN ['credits', 'shares', 'contingent']]
LET counted = [edge IN standing WHERE $noncash OR NOT edge IN noncash]
UNWIND counted AS edge
LET payer = startNode(edge)[id], payee = endNode(edge)[id]
FILTER payer <> payee
LET is_order = type(edge) IN ['BUYS_FROM', 'LEASES_FROM']
// Orders that are not paid yet, and capital that is
FILTER is_order <> (edge.status = 'closed')
LET firm = CASE WHEN is_order THEN payer ELSE payee END
FILTER $firms = [] OR firm IN shown
LET term = duration.inDays(coalesce(edge.starts, edge.since), edge.ends).days / 365.25
LET years = CASE WHEN term < 1 THEN 1.0 ELSE coalesce(term, toFloat($default_years)) END
LET order = CASE WHEN is_order THEN edge END, paid_in = CASE WHEN NOT is_order THEN edge END
LET soft = CASE WHEN paid_in IN noncash THEN paid_in END
WITH firm, count(order) AS orders, count(order[usd]) AS orders_known, sum(order[usd] / years) AS promised,
     count(paid_in) AS paid_in, count(paid_in[usd]) AS paid_in_known, sum(paid_in[usd]) AS funding,
     count(soft) AS soft_deals, count(soft[usd]) AS soft_known, sum(soft[usd]) AS soft_funding
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
       CASE WHEN soft_deals = 0 OR soft_known > 0 THEN toInteger(round(toFloat(soft_funding) / $years)) END AS noncash_usd
ORDER BY gap_usd IS NULL, gap_usd DESC, coalesce(promised_usd, -1) DESC, firm
