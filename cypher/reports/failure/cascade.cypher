// Who falls when a firm defaults, round by round
//
// A firm falls if it loses at least the threshold of its size through all earlier defaults
// together. Channels, and the weighing of losses, are as in `knock-out`: an order counts with one
// year of its term against a year's revenue, capital and exposure count in full; if no revenue is
// known, the full loss is weighed against the known inflow. A firm that has fallen loses nothing
// more.
//
// The first row, round 0, is the defaulting firm itself; its other columns are empty. lost_usd is
// the full loss that brought a firm down, lost_share the weighed loss as a share of the firm's
// size, and basis says whether that size is revenue or inflow. without_usd counts the lost deals
// whose amount is unknown. noncash_usd is the part of lost_usd that is capital but not cash; it is
// empty if there are such deals but no amount is known.
//
// Amounts are as announced, not as paid, and firms have means that the graph does not contain. A
// cascade shows who depends on whom, not who will fail.
//
// With --by group, revenue is the consolidated figure about the parent; figures about subsidiaries
// are not added to it.
//
// use counted_deals, network, is_shown, lost_with, party, fallen_after
// draw cascade_drawn
// firms firm
// shares lost_share
// param firm firm -- the firm that defaults, by id, name or alias
CYPHER 25
MATCH (failing:Firm {id: $firm})
LET start = coll.indexOf(firms, party(failing))
UNWIND fallen_after(start) AS row
LET firm = firms[row.firm]
FILTER is_shown(firm)
LET soft = [amount IN row.soft WHERE amount IS NOT NULL]
// Counted, so that the lists stay behind: sorting would count a copy of them for each row
WITH row.round AS round, firm, row.lost AS lost_usd, round(row.share, 4) AS lost_share,
     row.basis AS basis, row.without AS without_usd,
     CASE WHEN row.soft = [] OR soft <> [] THEN
       reduce(total = 0, amount IN soft | total + amount) END AS noncash_usd, count(*) AS times
RETURN round, firm, lost_usd, lost_share, basis, without_usd, noncash_usd
ORDER BY round, coalesce(lost_usd, -1) DESC, firm
