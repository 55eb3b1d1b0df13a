// Orders that a seller funds itself
//
// For each firm that sells or leases out, orders_usd is what others have ordered from it in the
// deals in force. That is not its revenue: small orders are not announced. self_funded_usd is the
// part ordered by firms that the seller funds itself, however small the amount: it invests in them,
// lends to them, grants them shares or guarantees for them, directly and not through a third firm.
// funded_buyers lists these firms.
//
// share is self_funded_usd divided by orders_usd, from 0 to 1. It is an upper bound on what the
// seller's own money can have bought, since a funded firm has other money, too. A sum is empty if
// there are deals but no amount is known; share is empty if a sum is, or if orders_usd is 0.
// without_usd counts the orders whose amount is unknown.
//
// use shown, is_shown, flows, REVENUE, usd
// draw self_funded_drawn
// firms seller, funded_buyers
// shares share
CYPHER 25
// Orders go from the buyer to the seller, funding from the seller to the buyer
LET is_order = deal:REVENUE
WITH CASE WHEN is_order THEN payee ELSE payer END AS seller,
     CASE WHEN is_order THEN payer ELSE payee END AS buyer,
     collect(CASE WHEN is_order THEN deal END) AS orders,
     count(CASE WHEN NOT is_order THEN 1 END) > 0 AS is_funded, shown
FILTER orders <> []
LET known = [deal IN orders WHERE usd(deal) IS NOT NULL | usd(deal)]
LET ordered = reduce(total = 0, amount IN known | total + amount)
ORDER BY buyer
WITH seller, shown, sum(size(orders)) AS deals, sum(size(known)) AS with_usd, sum(ordered) AS ordered,
     sum(CASE WHEN is_funded THEN size(known) END) AS funded_with_usd,
     sum(CASE WHEN is_funded THEN ordered END) AS funded,
     collect(CASE WHEN is_funded THEN buyer END) AS funded_buyers
FILTER is_shown(seller) OR any(buyer IN funded_buyers WHERE buyer IN shown)
LET orders_usd = CASE WHEN with_usd > 0 THEN ordered END,
    self_funded_usd = CASE WHEN funded_buyers = [] OR funded_with_usd > 0 THEN funded END
RETURN seller, orders_usd, self_funded_usd,
       CASE WHEN orders_usd > 0 THEN round(toFloat(self_funded_usd) / orders_usd, 4) END AS share,
       deals - with_usd AS without_usd, funded_buyers
ORDER BY coalesce(self_funded_usd, -1) DESC, coalesce(orders_usd, -1) DESC, seller
