// Firms that buy from each other
//
// Two firms that buy or lease from each other: each books the other's orders as revenue. Each pair
// is shown once, in the order of the firm ids. first_usd is what the first firm buys and leases
// from the second, and second_usd the reverse. matched_usd is the smaller of them; it is empty if
// one of them is unknown. without_usd counts the deals of the row whose amount is unknown.
//
// use is_shown, flows, REVENUE, usd, sum_usd
// draw deals_drawn
// firms firms
// key firms
CYPHER 25
FILTER deal:REVENUE AND (is_shown(payer) OR is_shown(payee))
WITH CASE WHEN payer < payee THEN [payer, payee] ELSE [payee, payer] END AS firms,
     collect(CASE WHEN payer < payee THEN deal END) AS firsts,
     collect(CASE WHEN payer > payee THEN deal END) AS seconds
FILTER firsts <> [] AND seconds <> []
LET first_usd = sum_usd(firsts), second_usd = sum_usd(seconds)
RETURN firms, first_usd, second_usd,
       CASE WHEN first_usd < second_usd THEN first_usd
            WHEN first_usd IS NOT NULL THEN second_usd END AS matched_usd,
       coll.sort([deal IN firsts + seconds | deal.deal]) AS deals,
       size([deal IN firsts + seconds WHERE usd(deal) IS NULL]) AS without_usd
ORDER BY coalesce(matched_usd, -1) DESC, firms
