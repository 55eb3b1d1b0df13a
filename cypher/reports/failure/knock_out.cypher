// What others would lose if a firm defaulted
//
// lost_usd is what others lose through the chosen channels: orders (what the firm has ordered and
// not yet paid), capital (what it has promised as capital and not yet paid in) and exposure (what
// others would write off: closed investments in the firm and loans to it, guarantees for it that are
// signed, closed or contingent, and its shares that it has granted). exposed_usd is the exposure,
// regardless of --channels.
//
// A deal that is closed is paid, and one that is contingent is not owed. An order, and an investment
// with a start and an end, is paid evenly by days over its term: all of it is outstanding before the
// term begins, nothing once it is over. The term begins with the stated start, or else with the
// announcement; if neither its end nor its length is known, --default-years is assumed. Other
// promised capital is outstanding whole.
//
// lost_next_year_usd is the part of lost_usd that is due within twelve months: of orders, what falls
// into the days after --as-of; capital and exposure count whole, since a write-off comes at once.
// lost_from is the first day of the earliest term among the lost orders and promised capital.
//
// hit lists the firms that lose at least the threshold of their size, and firms_hit is their number.
// The size is a year's revenue, from a figure in dollars about the firm alone that is not contested
// and whose period has ended by --as-of: the latest full year (350 to 380 days), or else the latest
// run rate; never a forecast, never part of a year. Against it, the loss of the next year is weighed.
// unknown lists the firms that lose something and have no known revenue: whether they fall cannot be
// said. With --basis deals, the whole loss of every firm is weighed against its known inflow from all
// deals in force instead, of which the graph may know few. on_revenue_basis and on_inflow_basis count
// the firms that lose a known amount, by the way in which it was weighed.
//
// loops_broken is the number of loops of two to four firms through the firm. without_usd counts the
// lost deals whose amount is unknown. noncash_usd is the part of lost_usd and exposed_usd together,
// each deal once, that is capital but not cash: credits, shares and contingent capital, and, unless
// stated otherwise, warrants and guarantees. The sums are empty if there are such deals but no
// amount is known.
//
// Amounts are as announced, not as paid: a large lost_usd shows how much is promised, not how
// likely a loss is.
//
// With --by group, revenue is the consolidated figure about the parent; figures about subsidiaries
// are not added to it.
//
// use counted_deals, network, is_shown, losses, lost_with, loop_counts, noncash, basis_of, share_lost
// draw losses_drawn
// firms firm, hit, unknown
// key firm
// param threshold float = 0.2 -- a firm is hit if it loses at least this share of its size
CYPHER 25
UNWIND range(0, size(firms) - 1) AS index
LET firm = firms[index]
FILTER is_shown(firm)
// Firm by firm: what each other firm loses through the chosen channels
CALL (index, lost_with, sizes, firms) {
  UNWIND lost_with[index] AS loss
  LET other = loss.other
  LET basis = basis_of(other), loses = loss.usd > 0
  WITH loss, basis, loses, firms[other] AS loser, share_lost(loss) >= $threshold AS falls
  RETURN sum(loss.deals) AS lost_deals, sum(loss.known) AS known, sum(loss.usd) AS lost,
         sum(loss.next_year) AS next_year, min(loss.lost_from) AS lost_from,
         coll.sort(collect(CASE WHEN falls THEN loser END)) AS hit,
         count(CASE WHEN loses AND basis = 'revenue' THEN 1 END) AS on_revenue_basis,
         count(CASE WHEN loses AND basis = 'inflow' THEN 1 END) AS on_inflow_basis,
         coll.sort(collect(CASE WHEN basis IS NULL AND (loses OR loss.known < loss.deals) THEN loser END)) AS unknown
}
// Deal by deal: what is exposed, through whichever channel, and what of the loss is not cash
CALL (index, losses) {
  UNWIND losses[index] AS loss
  LET deal = loss.deal, exposed = loss.channel = 'exposure'
  LET soft = noncash(deal) AND (exposed OR loss.channel IN $channels)
  RETURN count(CASE WHEN exposed THEN 1 END) AS exposures, sum(CASE WHEN exposed THEN loss.usd END) AS exposed_known,
         count(CASE WHEN exposed THEN loss.usd END) AS exposures_known,
         count(CASE WHEN soft THEN 1 END) AS softs, sum(CASE WHEN soft THEN loss.usd END) AS soft_known,
         count(CASE WHEN soft THEN loss.usd END) AS softs_known
}
// The sum has one term: as an aggregation it drops the lists, which every row would carry into the sort
WITH firm, CASE WHEN lost_deals = 0 OR known > 0 THEN lost END AS lost_usd,
     CASE WHEN exposures = 0 OR exposures_known > 0 THEN exposed_known END AS exposed_usd,
     size(hit) AS firms_hit, sum(loop_counts[index]) AS loops_broken, on_revenue_basis, on_inflow_basis,
     lost_deals - known AS without_usd, CASE WHEN softs = 0 OR softs_known > 0 THEN soft_known END AS noncash_usd,
     CASE WHEN lost_deals = 0 OR known > 0 THEN next_year END AS lost_next_year_usd, lost_from, hit, unknown
RETURN firm, lost_usd, exposed_usd, firms_hit, loops_broken, on_revenue_basis, on_inflow_basis,
       without_usd, noncash_usd, lost_next_year_usd, lost_from, hit, unknown
ORDER BY coalesce(lost_usd, -1) DESC, coalesce(exposed_usd, -1) DESC, loops_broken DESC, firm
