// Orders that a seller funds itself
//
// For each firm that sells or leases out, orders_usd is what others have ordered from it in the
// deals in force. That is not its revenue: small orders are not announced. self_funded_usd is the
// part ordered by firms that the seller funds itself, in whatever amount: it invests in them, lends
// to them, grants them shares or guarantees for them, directly and not through a third firm.
// funded_buyers lists these firms.
//
// share is self_funded_usd divided by orders_usd, from 0 to 1. It is an upper bound of what the
// seller's own money can have bought, since a funded firm has other money, too. A sum is empty if
// there are deals but no amount is known; share is empty if a sum is, or if orders_usd is 0.
// without_usd counts the orders whose amount is unknown.
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
// Orders go from the buyer to the seller, funding from the seller to the buyer
LET is_order = type(edge) IN ['BUYS_FROM', 'LEASES_FROM']
WITH CASE WHEN is_order THEN payee ELSE payer END AS seller,
     CASE WHEN is_order THEN payer ELSE payee END AS buyer,
     collect(CASE WHEN is_order THEN edge END) AS orders,
     count(CASE WHEN NOT is_order THEN 1 END) > 0 AS is_funded, usd, shown
FILTER orders <> []
LET known = [edge IN orders WHERE edge[usd] IS NOT NULL | edge[usd]]
LET ordered = reduce(total = 0, amount IN known | total + amount)
ORDER BY buyer
WITH seller, shown, sum(size(orders)) AS deals, sum(size(known)) AS with_usd, sum(ordered) AS ordered,
     sum(CASE WHEN is_funded THEN size(known) END) AS funded_with_usd,
     sum(CASE WHEN is_funded THEN ordered END) AS funded,
     collect(CASE WHEN is_funded THEN buyer END) AS funded_buyers
FILTER $firms = [] OR seller IN shown OR any(buyer IN funded_buyers WHERE buyer IN shown)
LET orders_usd = CASE WHEN with_usd > 0 THEN ordered END,
    self_funded_usd = CASE WHEN funded_buyers = [] OR funded_with_usd > 0 THEN funded END
RETURN seller, orders_usd, self_funded_usd,
       CASE WHEN orders_usd > 0 THEN round(toFloat(self_funded_usd) / orders_usd, 4) END AS share,
       deals - with_usd AS without_usd, funded_buyers
ORDER BY coalesce(self_funded_usd, -1) DESC, coalesce(orders_usd, -1) DESC, seller
