// Who falls when a firm defaults, round by round
//
// A firm falls if it loses at least the threshold of its size through all earlier defaults
// together. The channels, what is lost and how it is weighed are as in `knock-out`: what the firm
// loses within twelve months, against a year's revenue. A firm whose revenue is unknown does not
// fall, since it cannot be said whether it would; with --basis deals, all firms are weighed against
// their known inflow instead. A firm that has fallen loses nothing more.
//
// The first row, round 0, is the defaulting firm itself; its other columns are empty. lost_usd is
// the whole loss that brought a firm down, and lost_next_year_usd the part of it due within twelve
// months. lost_share is the weighed loss as a share of the firm's size, and basis says whether that
// size is revenue or inflow. revenue_usd is the firm's revenue of a year, empty if unknown.
// lost_from is the first day of the earliest term among the lost orders and promised capital.
// without_usd counts the lost deals whose amount is unknown. noncash_usd is the part of lost_usd
// that is capital but not cash; it is empty if there are such deals but no amount is known.
//
// Amounts are as announced, not as paid, and firms have means that the graph does not contain. A
// cascade shows who depends on whom, not who will fail.
//
// With --by group, revenue is the consolidated figure about the parent; figures about subsidiaries
// are not added to it.
//
// use counted_deals, network, is_shown, party, weighable, fallen_after, basis_of, revenue_of
// draw cascade_drawn
// firms firm
// shares lost_share
// key firm
// param firm firm -- the firm that defaults, by id, name or alias
CYPHER 25
MATCH (failing:Firm {id: $firm})
LET start = coll.indexOf(firms, party(failing))
UNWIND fallen_after(start) AS row
LET other = row.other
LET firm = firms[other]
FILTER is_shown(firm)
// Counted, so that the lists stay behind: sorting would count a copy of them for each row
WITH row.round AS round, firm, row.usd AS lost_usd, round(row.share, 4) AS lost_share,
     CASE WHEN row.round > 0 THEN basis_of(other) END AS basis, row.deals - row.known AS without_usd,
     CASE WHEN row.soft = 0 OR row.soft_known > 0 THEN row.soft_usd END AS noncash_usd,
     row.next_year AS lost_next_year_usd, CASE WHEN row.round > 0 THEN revenue_of(firm) END AS revenue_usd,
     row.lost_from AS lost_from, count(*) AS times
RETURN round, firm, lost_usd, lost_share, basis, without_usd, noncash_usd,
       lost_next_year_usd, revenue_usd, lost_from
ORDER BY round, coalesce(lost_usd, -1) DESC, firm
