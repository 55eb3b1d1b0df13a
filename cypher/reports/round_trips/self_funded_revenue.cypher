// Orders that a seller funds itself
//
// For each firm that sells or leases out, orders_usd is what others have ordered from it in the
// deals in force. That is not its revenue: small orders are not announced. self_funded_usd is the
// part ordered by firms that the seller funds itself, however small the amount: it invests in them,
// lends to them, grants them shares or guarantees for them, directly and not through a third firm.
// funded_buyers lists these firms.
//
// capital_usd is the capital that the seller provides to these firms, and funded_usd the smaller of
// that and of their orders, added firm by firm: no more than that can be the seller's own money.
// share is funded_usd divided by orders_usd, from 0 to 1. It is an upper bound on what the seller's
// own money can have bought, as far as amounts are known, since a funded firm has other money, too.
//
// A firm whose orders or capital have no known amount adds nothing to funded_usd. A sum is empty if
// there are deals but no amount is known, and funded_usd if that is so for each funded firm; share is
// empty if orders_usd or funded_usd is, or if orders_usd is 0. without_usd counts the orders whose
// amount is unknown.
//
// use shown, is_shown, flows, REVENUE, usd, sum_usd
// draw self_funded_drawn
// firms seller, funded_buyers
// shares share
// key seller
CYPHER 25
// Orders go from the buyer to the seller, funding from the seller to the buyer
LET is_order = deal:REVENUE
WITH CASE WHEN is_order THEN payee ELSE payer END AS seller,
     CASE WHEN is_order THEN payer ELSE payee END AS buyer,
     collect(CASE WHEN is_order THEN deal END) AS orders,
     collect(CASE WHEN NOT is_order THEN deal END) AS funding, shown
FILTER orders <> []
LET ordered = sum_usd(orders), capital = sum_usd(funding), is_funded = funding <> [],
    unknown = size([deal IN orders WHERE usd(deal) IS NULL])
LET covered = CASE WHEN ordered < capital THEN ordered WHEN ordered IS NOT NULL THEN capital END
ORDER BY buyer
WITH seller, shown, sum(ordered) AS ordered, count(ordered) AS ordered_known, sum(unknown) AS without_usd,
     sum(CASE WHEN is_funded THEN ordered END) AS self_funded, count(CASE WHEN is_funded THEN ordered END) AS self_funded_known,
     sum(capital) AS capital, count(capital) AS capital_known,
     sum(covered) AS covered, count(covered) AS covered_known,
     collect(CASE WHEN is_funded THEN buyer END) AS funded_buyers
FILTER is_shown(seller) OR any(buyer IN funded_buyers WHERE buyer IN shown)
LET orders_usd = CASE WHEN ordered_known > 0 THEN ordered END,
    self_funded_usd = CASE WHEN funded_buyers = [] OR self_funded_known > 0 THEN self_funded END,
    capital_usd = CASE WHEN funded_buyers = [] OR capital_known > 0 THEN capital END,
    funded_usd = CASE WHEN funded_buyers = [] OR covered_known > 0 THEN covered END
RETURN seller, orders_usd, self_funded_usd,
       CASE WHEN orders_usd > 0 THEN round(toFloat(funded_usd) / orders_usd, 4) END AS share,
       without_usd, funded_buyers, capital_usd, funded_usd
ORDER BY coalesce(self_funded_usd, -1) DESC, coalesce(orders_usd, -1) DESC, seller
