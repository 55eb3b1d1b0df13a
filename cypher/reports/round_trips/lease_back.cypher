// Sold and leased back
//
// A firm sells to a customer and leases from the same customer: it may be renting what it has sold.
// sold_usd is what the customer buys from the seller, and leased_usd what the seller leases from
// the customer; each is empty if no amount is known. without_usd counts the deals of the row whose
// amount is unknown.
//
// A special-purpose vehicle is a separate firm. One that buys and leases back is the customer here;
// one between seller and customer makes a circle of three firms, which `loops` shows.
//
// use is_shown, flows, usd, sum_usd
// draw deals_drawn
// firms seller, customer
// key seller, customer
CYPHER 25
LET is_sale = type(deal) = 'BUYS_FROM', is_lease = type(deal) = 'LEASES_FROM'
LET seller = CASE WHEN is_sale THEN payee ELSE payer END,
    customer = CASE WHEN is_sale THEN payer ELSE payee END
FILTER is_shown(seller) OR is_shown(customer)
WITH seller, customer,
     collect(CASE WHEN is_sale THEN deal END) AS sales,
     collect(CASE WHEN is_lease THEN deal END) AS leases
FILTER sales <> [] AND leases <> []
LET sold_usd = sum_usd(sales), leased_usd = sum_usd(leases)
RETURN seller, customer, sold_usd, leased_usd,
       coll.sort([deal IN sales + leases | deal.deal]) AS deals,
       size([deal IN sales + leases WHERE usd(deal) IS NULL]) AS without_usd
ORDER BY coalesce(sold_usd, -1) DESC, coalesce(leased_usd, -1) DESC, seller, customer
