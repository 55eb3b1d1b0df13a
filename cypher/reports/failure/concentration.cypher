// How much each firm depends on its largest payer
//
// What a firm is paid as a seller or lessor, by payer. top_payer pays it the most (of several, the
// first by id), and top_share is that payer's share of inflow_usd. hhi is the Herfindahl index, the
// sum of the squared shares of all payers: 1 if a single one pays everything.
//
// Only known amounts are included, over the full term of a deal; a firm's deals with itself are
// left out. without_usd counts the deals whose amount is unknown: if there are any, the true shares
// may be smaller. inflow_usd is empty if no amount is known; top_payer, top_share and hhi are empty,
// too, if the known amounts add up to 0.
//
// The shares are shares of what the graph knows, which may be a small part of what the firm sells.
// revenue_usd is its latest revenue of a year, empty if unknown. revenue_share is what its orders in
// the graph bring within twelve months (as in `commitment-gap`) as a share of that revenue: if it is
// small, the firm does not depend on top_payer, whatever top_share is.
//
// use shown, is_shown, flows, REVENUE, default_term, due_of_orders, revenue_of, usd
// draw customers_drawn
// firms firm, top_payer
// shares top_share, revenue_share
// key firm
CYPHER 25
FILTER deal:REVENUE
LET amount = usd(deal)
WITH payee AS firm, payer, shown, years, sum(amount) AS paid, count(amount) AS known, collect(deal) AS sold
ORDER BY paid DESC, payer
WITH firm, shown, years, collect({payer: payer, usd: paid}) AS payers, sum(paid) AS inflow,
     sum(size(sold)) - sum(known) AS without_usd, sum(known) AS with_usd, coll.flatten(collect(sold)) AS sold
LET revenue_usd = revenue_of(firm)
LET next_year = CASE WHEN revenue_usd > 0 THEN due_of_orders(sold, years) END
// Where the known amounts add up to 0 there is nothing to share
LET top_payer = CASE WHEN inflow > 0 THEN payers[0].payer END
FILTER is_shown(firm) OR top_payer IN shown
RETURN firm, top_payer, round(CASE WHEN inflow > 0 THEN toFloat(payers[0].usd) / inflow END, 4) AS top_share,
       CASE WHEN inflow > 0 THEN
         round(reduce(sum = 0.0, one IN payers | sum + (toFloat(one.usd) / inflow) ^ 2), 4) END AS hhi,
       CASE WHEN with_usd > 0 THEN inflow END AS inflow_usd, without_usd,
       revenue_usd, round(toFloat(next_year) / revenue_usd, 4) AS revenue_share
ORDER BY coalesce(hhi, -1) DESC, coalesce(inflow_usd, -1) DESC, firm
