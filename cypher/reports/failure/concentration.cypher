// How much each firm depends on its largest payer
//
// What a firm is paid as a seller or lessor, by payer. top_payer pays it the most (of several, the
// first by id), and top_share is that payer's share of inflow_usd. hhi is the Herfindahl index, the
// sum of the squared shares of all payers: 1 if a single one pays everything.
//
// Only known amounts are included, over the full term of a deal; a firm's deals with itself are
// left out. without_usd counts the deals whose amount is unknown: if there are any, the true shares
// may be smaller. If no amount is known, all columns but firm and without_usd are empty.
//
// use shown, is_shown, flows, REVENUE, usd
// draw customers_drawn
// firms firm, top_payer
// shares top_share
CYPHER 25
FILTER deal:REVENUE
LET amount = usd(deal)
WITH payee AS firm, payer, shown, sum(amount) AS paid, count(*) - count(amount) AS unknown
ORDER BY paid DESC, payer
WITH firm, shown, collect({payer: payer, usd: paid}) AS payers, sum(paid) AS inflow,
     sum(unknown) AS without_usd
// Without a known amount there is nothing to share
LET inflow_usd = CASE WHEN inflow > 0 THEN inflow END
LET top_payer = CASE WHEN inflow > 0 THEN payers[0].payer END
FILTER is_shown(firm) OR top_payer IN shown
RETURN firm, top_payer, round(toFloat(payers[0].usd) / inflow_usd, 4) AS top_share,
       round(reduce(sum = 0.0, one IN payers | sum + (toFloat(one.usd) / inflow_usd) ^ 2), 4) AS hhi,
       inflow_usd, without_usd
ORDER BY coalesce(hhi, -1) DESC, coalesce(inflow_usd, -1) DESC, firm
