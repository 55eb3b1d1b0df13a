// How much of all announced money is new
//
// One row over all deals in force. gross_usd is the sum of what was announced. If a firm passes on
// what it gets, the same money is announced twice. new_usd therefore includes, for each firm, only
// what it pays out beyond what it gets: what must come from outside these deals, from other
// customers, savings or lenders, if all promises are kept. It has not come yet. ratio is new_usd
// divided by gross_usd, from 0 to 1.
//
// Each firm's new money is split like the deals by which it pays: received_usd is the share of its
// closed deals, promised_usd the rest. unfunded_usd is the promised part of those firms whose revenue
// of a year is unknown, or less than what they owe within twelve months (see `commitment-gap`;
// promised capital is owed whole, unless it starts later).
//
// It is an estimate: all deals are offset against each other, whenever they were announced and
// whatever their term, and a deal whose amount is unknown counts as zero on both sides; without_usd
// is the number of those deals. noncash_usd is the part of gross_usd that is capital but not cash:
// credits, shares and contingent capital, and, unless stated otherwise, warrants and guarantees. A
// sum is empty if no amount is known.
//
// use counted_flows, default_term, noncash, status_on, unpaid, due, revenue_of, usd, sum_usd
// draw network_drawn
// shares ratio
// key none
CYPHER 25
LET amount = usd(deal)
WITH count(deal) AS deals, count(amount) AS with_usd, sum(amount) AS known,
     count(CASE WHEN noncash(deal) THEN 1 END) AS soft,
     collect(CASE WHEN noncash(deal) THEN amount END) AS known_soft,
     collect({payer: payer, payee: payee, usd: amount, deal: deal}) AS flows,
     max(years) AS years // not a grouping key: there is a row without any deal, too
// What a firm pays above what it is paid comes from outside
CALL (flows, years) {
  UNWIND [flow IN flows WHERE flow.usd IS NOT NULL] AS flow
  UNWIND [[flow.payer, flow.usd, flow.deal], [flow.payee, -flow.usd, null]] AS leg
  WITH leg[0] AS firm, sum(leg[1]) AS net, collect(leg[2]) AS paying, years
  FILTER net > 0
  LET closed_deals = [deal IN paying WHERE status_on(deal) = 'closed']
  LET out = sum_usd(paying), closed = coalesce(sum_usd(closed_deals), 0)
  LET received = toInteger(round(toFloat(net) * closed / out)), revenue = revenue_of(firm)
  // Whether a revenue suffices is asked only where one is known
  LET is_funded = CASE WHEN revenue IS NULL THEN false ELSE revenue >= reduce(owed = 0, deal IN paying |
    owed + CASE WHEN unpaid(deal, years) THEN due(deal, years) ELSE 0 END) END
  RETURN sum(net) AS new, sum(received) AS received, sum(CASE WHEN NOT is_funded THEN net - received END) AS unfunded
}
LET gross_usd = CASE WHEN with_usd > 0 THEN known END
RETURN gross_usd, CASE WHEN with_usd > 0 THEN new END AS new_usd,
       CASE WHEN gross_usd > 0 THEN round(toFloat(new) / gross_usd, 4) END AS ratio,
       deals - with_usd AS without_usd,
       CASE WHEN known_soft <> [] OR (soft = 0 AND with_usd > 0) THEN
         reduce(total = 0, amount IN known_soft | total + amount) END AS noncash_usd,
       CASE WHEN with_usd > 0 THEN received END AS received_usd,
       CASE WHEN with_usd > 0 THEN new - received END AS promised_usd,
       CASE WHEN with_usd > 0 THEN unfunded END AS unfunded_usd
