// What others would lose if a firm defaulted
//
// lost_usd is what others lose through the chosen channels: orders (what the firm has ordered and
// not yet paid), capital (what it has promised as capital and not closed) and exposure (what others
// have invested in it, lent to it or guaranteed for it). exposed_usd is the exposure, regardless of
// --channels.
//
// firms_hit is the number of firms that lose at least the threshold of their size. The size is a
// year's revenue, from a figure in dollars about the firm alone that is not contested and whose
// period has ended by --as-of: the latest full year (350 to 380 days), or else the latest run rate;
// never a forecast, never part of a year. An order is weighed with one year of its term, capital
// and exposure in full, since a write-off is immediate. If no revenue is known, the full loss is
// weighed against the known inflow from all deals in force, capital and revenue together.
// on_revenue_basis and on_inflow_basis count the firms that lose something, by the way in which
// their loss was weighed.
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
// use counted_deals, network, is_shown, losses, loop_counts, noncash, usd, basis_of, share_lost
// draw losses_drawn
// firms firm
// param channels list of choice(orders|capital|exposure) = ["orders"] -- which losses of other firms to include
// param threshold float = 0.2 -- a firm is hit if it loses at least this share of its size
CYPHER 25
UNWIND range(0, size(firms) - 1) AS index
LET firm = firms[index]
FILTER is_shown(firm)
CALL (index, losses, revenues, inflows) {
  UNWIND losses[index] AS loss
  LET deal = loss.deal, is_taken = loss.channel IN $channels
  WITH loss.other AS other,
       collect(CASE WHEN is_taken THEN deal END) AS taken,
       sum(CASE WHEN is_taken THEN usd(deal) / loss.years END) AS lost_a_year,
       collect(CASE WHEN loss.channel = 'exposure' THEN deal END) AS exposing
  LET known = [deal IN taken WHERE usd(deal) IS NOT NULL | usd(deal)]
  LET lost = reduce(total = 0, amount IN known | total + amount)
  LET share = share_lost(other, lost, lost_a_year), basis = basis_of(other)
  LET exposures = [deal IN exposing WHERE usd(deal) IS NOT NULL | usd(deal)]
  LET exposed = reduce(total = 0, amount IN exposures | total + amount)
  LET soft = [deal IN taken + [deal IN exposing WHERE NOT deal IN taken] WHERE noncash(deal)]
  LET soft_known = [deal IN soft WHERE usd(deal) IS NOT NULL | usd(deal)]
  LET soft_usd = reduce(total = 0, amount IN soft_known | total + amount)
  // A loss of unknown amounts only is empty, not 0
  RETURN CASE WHEN sum(size(taken)) = 0 OR sum(size(known)) > 0 THEN sum(lost) END AS lost_usd,
         sum(size(taken)) - sum(size(known)) AS without_usd,
         CASE WHEN sum(size(exposing)) = 0 OR sum(size(exposures)) > 0 THEN sum(exposed) END AS exposed_usd,
         CASE WHEN sum(size(soft)) = 0 OR sum(size(soft_known)) > 0 THEN sum(soft_usd) END AS noncash_usd,
         count(CASE WHEN share >= $threshold THEN 1 END) AS firms_hit,
         count(CASE WHEN lost > 0 AND basis = 'revenue' THEN 1 END) AS on_revenue_basis,
         count(CASE WHEN lost > 0 AND basis = 'inflow' THEN 1 END) AS on_inflow_basis
}
// Added up, so that the lists stay behind: sorting would count a copy of them for each row
WITH firm, lost_usd, exposed_usd, firms_hit, sum(loop_counts[index]) AS loops_broken,
     on_revenue_basis, on_inflow_basis, without_usd, noncash_usd
RETURN firm, lost_usd, exposed_usd, firms_hit, loops_broken, on_revenue_basis, on_inflow_basis,
       without_usd, noncash_usd
ORDER BY coalesce(lost_usd, -1) DESC, coalesce(exposed_usd, -1) DESC, loops_broken DESC, firm
