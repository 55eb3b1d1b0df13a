// Who falls when a firm defaults, round by round
//
// A firm falls when what it loses by all that fell before, together, is at least the threshold of its
// size. What a default takes, by which channels, and how a loss is weighed is as in knock-out: an
// order with one year of its term against a year's revenue, capital and exposure whole; where no
// revenue is known, the whole loss against the known inflow. A firm that fell loses nothing more.
// The first row, round 0, is the firm itself, of which nothing else is said. lost_usd is the whole
// loss that brought a firm down, lost_share its weighed part of the firm's size, and basis what
// the size is: revenue or inflow. without_usd counts the deals among the lost ones without a known
// amount; noncash_usd is the part of lost_usd that is capital but not cash (empty where there is
// some, but no amount is known). Amounts are announced, not paid, and firms have means that the
// graph does not know: a cascade says who hangs on whom, not who will fail.
// With --by group a year's revenue is the figure about the parent itself, which is consolidated, and
// revenues of subsidiaries are never added to it.
//
// use counted_deals, network, is_shown, lost_with, party, fallen_after
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
