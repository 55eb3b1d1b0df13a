// What each firm's default takes from others
//
// lost_usd is what the others lose through the chosen channels: orders (what the firm has ordered
// and not yet paid), capital (what it promised as capital and has not closed) and exposure (what
// others invested in it, lent to it or guaranteed for it; a guarantee is lost against the arrow).
// exposed_usd is the exposure whatever the channels. firms_hit are firms whose loss is at least
// the threshold of their size. Their size is a year's revenue where a figure that is not contested
// gives it in dollars: the latest full year (350 to 380 days), else the latest run rate, ended by
// the day asked for; never a forecast, never a part of a year. Against it an order counts with one
// year of its term, capital and exposure whole: a write-off comes at once. Where no revenue is
// known, the whole loss is weighed against the known inflow over the deals that count, all kinds
// of money together. on_revenue_basis and on_inflow_basis say how many of the firms that lose
// something were weighed in which way. loops_broken are the loops of two to four firms that run
// through the firm. Amounts are announced, not paid: a large lost_usd says how much is promised,
// not how likely it is to be lost. without_usd counts the deals lost without a known amount;
// noncash_usd is the part of lost_usd and exposed_usd together, each deal once, that is capital
// but not cash (credits, shares, contingent; warrants and guarantees where nothing is said). These
// three sums are empty where there are such deals but no amount is known.
// With --by group a year's revenue is the figure about the parent itself, which is consolidated, and
// revenues of subsidiaries are never added to it.
//
// use counted_deals, network, is_shown, losses, loop_counts, noncash, usd, basis_of, share_lost
// param channels list of choice(orders|capital|exposure) = ["orders"] -- what a default takes with it
// param threshold float = 0.2 -- a firm is hit when it loses this share of its size
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
