// Direct round trips
//
// A firm funds another, and the funded firm pays it back as a customer: the same money can be
// booked as an investment by one and as revenue by the other. One row for each funder, funded firm
// and kind: vendor_financing (invests or lends), equity_for_orders (grants its own shares) and
// capacity_backstop (guarantees).
//
// capital_usd and revenue_usd are the sums of the known amounts in each direction, and empty if
// none is known; revenue_usd is the same for every kind. round_trip_usd is the smaller of the two;
// it is empty if one of them is. without_usd counts the deals of the row whose amount is unknown.
//
// use is_shown, flows, REVENUE, usd, sum_usd
// draw deals_drawn
// firms funder, funded
// key funder, funded, kind
CYPHER 25
// Capital goes from the funder to the funded firm, revenue comes back
LET is_revenue = deal:REVENUE
LET funder = CASE WHEN is_revenue THEN payee ELSE payer END,
    funded = CASE WHEN is_revenue THEN payer ELSE payee END
FILTER is_shown(funder) OR is_shown(funded)
WITH funder, funded,
     collect(CASE WHEN NOT is_revenue THEN deal END) AS funding,
     collect(CASE WHEN is_revenue THEN deal END) AS revenues
FILTER revenues <> []
UNWIND funding AS capital
WITH funder, funded, revenues,
     CASE type(capital)
       WHEN 'GRANTS_EQUITY_TO' THEN 'equity_for_orders'
       WHEN 'BACKSTOPS' THEN 'capacity_backstop'
       ELSE 'vendor_financing'
     END AS kind,
     collect(capital) AS capitals
LET capital_usd = sum_usd(capitals), revenue_usd = sum_usd(revenues)
RETURN funder, funded, kind, capital_usd, revenue_usd,
       CASE WHEN capital_usd < revenue_usd THEN capital_usd
            WHEN capital_usd IS NOT NULL THEN revenue_usd END AS round_trip_usd,
       coll.sort([deal IN capitals | deal.deal]) AS capital_deals,
       coll.sort([deal IN revenues | deal.deal]) AS revenue_deals,
       size([deal IN capitals + revenues WHERE usd(deal) IS NULL]) AS without_usd
ORDER BY coalesce(round_trip_usd, -1) DESC, funder, funded, kind
