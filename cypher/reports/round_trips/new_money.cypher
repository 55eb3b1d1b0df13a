// How much of all announced money is new
//
// One row over all deals in force. gross_usd is the sum of what was announced. If a firm passes on
// what it gets, the same money is announced twice. new_usd therefore includes, for each firm, only
// what it pays out beyond what it gets. That must come from outside these deals: from other
// customers, savings or lenders, if it comes at all. ratio is new_usd divided by gross_usd, from 0
// to 1.
//
// It is an estimate: all deals are offset against each other, whenever they were announced and
// whatever their term, and a deal whose amount is unknown counts as zero on both sides; without_usd
// is the number of those deals. noncash_usd is the part of gross_usd that is capital but not cash:
// credits, shares and contingent capital, and, unless stated otherwise, warrants and guarantees. A
// sum is empty if no amount is known.
//
// use counted_flows, noncash, usd
// draw network_drawn
// shares ratio
CYPHER 25
LET amount = usd(deal)
WITH count(deal) AS deals, count(amount) AS with_usd, sum(amount) AS known,
     count(CASE WHEN noncash(deal) THEN 1 END) AS soft,
     collect(CASE WHEN noncash(deal) THEN amount END) AS known_soft,
     collect({payer: payer, payee: payee, usd: amount}) AS flows
// What a firm pays above what it is paid comes from outside
CALL (flows) {
  UNWIND [flow IN flows WHERE flow.usd IS NOT NULL] AS flow
  UNWIND [[flow.payer, flow.usd], [flow.payee, -flow.usd]] AS leg
  WITH leg[0] AS firm, sum(leg[1]) AS net
  RETURN sum(CASE WHEN net > 0 THEN net ELSE 0 END) AS new
}
LET gross_usd = CASE WHEN with_usd > 0 THEN known END
RETURN gross_usd, CASE WHEN with_usd > 0 THEN new END AS new_usd,
       CASE WHEN gross_usd > 0 THEN round(toFloat(new) / gross_usd, 4) END AS ratio,
       deals - with_usd AS without_usd,
       CASE WHEN known_soft <> [] OR (soft = 0 AND with_usd > 0) THEN
         reduce(total = 0, amount IN known_soft | total + amount) END AS noncash_usd
