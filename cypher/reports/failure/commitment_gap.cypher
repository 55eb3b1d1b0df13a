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
// use is_shown, counted_flows, REVENUE, noncash, revenue_of, usd, years_of_term
// param years int(1..100) = 5 -- over how many years the capital paid in is spread
CYPHER 25
LET is_order = deal:REVENUE
// Orders that are not paid yet, and capital that is
FILTER is_order <> (deal.status = 'closed')
LET firm = CASE WHEN is_order THEN payer ELSE payee END
FILTER is_shown(firm)
LET amount = usd(deal), years = years_of_term(deal)
LET order_usd = CASE WHEN is_order THEN amount END,
    capital_usd = CASE WHEN NOT is_order THEN amount END,
    soft_usd = CASE WHEN noncash(deal) THEN amount END
WITH firm, count(CASE WHEN is_order THEN 1 END) AS orders, count(order_usd) AS orders_known,
     sum(order_usd / years) AS promised,
     count(CASE WHEN NOT is_order THEN 1 END) AS paid_in, count(capital_usd) AS paid_in_known,
     sum(capital_usd) AS funding,
     count(CASE WHEN noncash(deal) THEN 1 END) AS soft_deals, count(soft_usd) AS soft_known,
     sum(soft_usd) AS soft_funding
FILTER orders > 0
LET revenue_usd = revenue_of(firm)
LET promised_usd = CASE WHEN orders_known > 0 THEN toInteger(round(promised)) END
LET funding_usd = CASE WHEN paid_in = 0 OR paid_in_known > 0 THEN toInteger(round(toFloat(funding) / $years)) END
RETURN firm, promised_usd, revenue_usd, funding_usd,
       promised_usd - revenue_usd - funding_usd AS gap_usd,
       orders + paid_in - orders_known - paid_in_known AS without_usd,
       CASE WHEN soft_deals = 0 OR soft_known > 0 THEN toInteger(round(toFloat(soft_funding) / $years)) END AS noncash_usd
ORDER BY gap_usd IS NULL, gap_usd DESC, coalesce(promised_usd, -1) DESC, firm
