// Direct round trips
//
// A firm funds another, and the funded firm pays it back as a customer: the same money can be
// booked as an investment by the one and as revenue by the other. One row for each funder, funded
// firm and kind: vendor_financing (invests or lends), equity_for_orders (grants its own shares) and
// capacity_backstop (guarantees).
//
// capital_usd and revenue_usd are the sums of the known amounts in each direction, and empty if
// none is known; revenue_usd is the same for every kind. round_trip_usd is the smaller of the two;
// it is empty if one of them is. without_usd counts the deals of the row whose amount is unknown.
//
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
UNWIND in_force AS edge
LET payer = startNode(edge)[id], payee = endNode(edge)[id]
FILTER payer <> payee
// Capital goes from the funder to the funded, revenue comes back
LET is_revenue = type(edge) IN ['BUYS_FROM', 'LEASES_FROM']
LET funder = CASE WHEN is_revenue THEN payee ELSE payer END,
    funded = CASE WHEN is_revenue THEN payer ELSE payee END
FILTER $firms = [] OR funder IN shown OR funded IN shown
WITH funder, funded, usd,
     collect(CASE WHEN NOT is_revenue THEN edge END) AS funding,
     collect(CASE WHEN is_revenue THEN edge END) AS revenues
FILTER revenues <> []
UNWIND funding AS capital
WITH funder, funded, usd, revenues,
     CASE type(capital)
       WHEN 'GRANTS_EQUITY_TO' THEN 'equity_for_orders'
       WHEN 'BACKSTOPS' THEN 'capacity_backstop'
       ELSE 'vendor_financing'
     END AS kind,
     collect(capital) AS capitals
// A sum is null, not 0, if no amount is known
LET capital_usd = reduce(total = null, edge IN capitals | coalesce(total + edge[usd], total, edge[usd])),
    revenue_usd = reduce(total = null, edge IN revenues | coalesce(total + edge[usd], total, edge[usd]))
RETURN funder, funded, kind, capital_usd, revenue_usd,
       CASE WHEN capital_usd < revenue_usd THEN capital_usd
            WHEN capital_usd IS NOT NULL THEN revenue_usd END AS round_trip_usd,
       COLLECT { UNWIND capitals AS edge RETURN edge.deal AS deal ORDER BY deal } AS capital_deals,
       COLLECT { UNWIND revenues AS edge RETURN edge.deal AS deal ORDER BY deal } AS revenue_deals,
       size([edge IN capitals + revenues WHERE edge[usd] IS NULL]) AS without_usd
ORDER BY coalesce(round_trip_usd, -1) DESC, funder, funded, kind
