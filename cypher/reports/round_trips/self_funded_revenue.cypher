// Orders that a seller funds itself
//
// For each firm that sells or leases out, orders_usd is what others have ordered from it in the
// deals that count, which is not its revenue: nobody announces small orders. self_funded_usd is the
// part ordered by firms that it funds itself: that it invests in, lends to, gives shares or
// guarantees for, by whatever amount, and not through a third firm. share is that part of the
// orders, from 0 to 1; it bounds what its own money can have bought, since a funded firm has other
// money too. A sum is empty where there are deals but no amount is known; share is empty where a
// sum is, or no dollar is ordered. without_usd counts the orders without an amount, funded_buyers
// names the buyers that the seller funds.
//
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
UNWIND standing AS edge
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
