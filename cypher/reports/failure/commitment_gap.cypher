// What firms must pay within twelve months, compared with what they take in
//
// One row for each firm with orders that are not yet paid, whether or not their amounts are known.
// promised_usd is what falls due of them within twelve months after --as-of. An order is paid evenly by days over its term: from the stated
// start (or else the announcement or earliest publication) to the stated end or for the stated
// duration; if neither is known, --default-years is assumed. An order whose term is over, or that is
// closed, is paid; a contingent one is not owed.
//
// revenue_usd is a year's revenue. revenue_basis says whether that is the latest full year
// (full_year) or a run rate (run_rate: a month or a quarter, extrapolated to a year), and
// revenue_period which period it is of. funding_usd is the capital that others have paid in (closed
// deals, whenever that was), spread over the given years; it is 0 if there is none. gap_usd is what is due less revenue and
// funding; it is negative if these suffice, and empty if one of the three is unknown.
//
// Revenue comes from a figure in dollars about this firm alone that is not contested and whose
// period has ended by --as-of: the latest full year (350 to 380 days), or else the latest run rate.
// Forecasts are not used.
//
// Other payments of a firm (staff, other suppliers, debt) are not included, and revenue may grow:
// the gap is what growth or new capital must cover if all promises are kept and all revenue is used
// for them.
//
// without_usd counts the orders and the capital whose amount is unknown; they add nothing to the
// sums. noncash_usd is the part of funding_usd that is not cash: credits, shares and contingent
// capital, and, unless stated otherwise, warrants and guarantees. A sum is empty if there are such
// deals but no amount is known.
//
// With --by group, revenue is the consolidated figure about the parent; figures about subsidiaries
// are not added to it.
//
// use is_shown, counted_flows, REVENUE, default_term, status_on, unpaid, due, noncash, revenue_figure, usd
// draw commitments_drawn
// firms firm
// key firm
// param years int(1..100) = 5 -- the number of years over which paid-in capital is spread
CYPHER 25
LET is_order = deal:REVENUE
// Orders that are not paid yet, and capital that is
FILTER CASE WHEN is_order THEN unpaid(deal, years) ELSE status_on(deal) = 'closed' END
LET firm = CASE WHEN is_order THEN payer ELSE payee END
FILTER is_shown(firm)
LET order_usd = CASE WHEN is_order THEN due(deal, years) END,
    capital_usd = CASE WHEN NOT is_order THEN usd(deal) END
LET soft_usd = CASE WHEN noncash(deal) THEN capital_usd END
WITH firm, count(CASE WHEN is_order THEN 1 END) AS orders, count(order_usd) AS orders_known,
     sum(order_usd) AS promised,
     count(CASE WHEN NOT is_order THEN 1 END) AS paid_in, count(capital_usd) AS paid_in_known,
     sum(capital_usd) AS funding,
     count(CASE WHEN noncash(deal) THEN 1 END) AS soft_deals, count(soft_usd) AS soft_known,
     sum(soft_usd) AS soft_funding
FILTER orders > 0
LET revenue = revenue_figure(firm)
LET promised_usd = CASE WHEN orders_known > 0 THEN promised END,
    funding_usd = CASE WHEN paid_in = 0 OR paid_in_known > 0 THEN toInteger(round(toFloat(funding) / $years)) END
RETURN firm, promised_usd, revenue.usd AS revenue_usd, funding_usd,
       promised_usd - revenue.usd - funding_usd AS gap_usd,
       orders + paid_in - orders_known - paid_in_known AS without_usd,
       CASE WHEN soft_deals = 0 OR soft_known > 0 THEN toInteger(round(toFloat(soft_funding) / $years)) END AS noncash_usd,
       CASE revenue.kind WHEN 'actual' THEN 'full_year' ELSE revenue.kind END AS revenue_basis,
       CASE WHEN revenue IS NOT NULL THEN coalesce(revenue.period,
         coalesce(toString(revenue.starts) + ' to ', 'to ') + toString(revenue.ends)) END AS revenue_period
ORDER BY gap_usd IS NULL, gap_usd DESC, coalesce(promised_usd, -1) DESC, firm
