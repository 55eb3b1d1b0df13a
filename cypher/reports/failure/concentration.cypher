// How much each firm depends on its largest payer
//
// What a firm is paid as a seller or lessor, by payer: top_payer pays it the most (of several the
// first by id), top_share is that payer's share of inflow_usd, and hhi is the Herfindahl index:
// the sum of the squares of all payers' shares, 1 where one pays everything. Only known amounts
// count, over the whole term of a deal; a firm's deals with itself are left out. without_usd
// counts the deals without a known amount: with some, the shares may be smaller than they look;
// where no amount is known, all else is empty.
//
// use shown, is_shown, flows, REVENUE, usd
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
