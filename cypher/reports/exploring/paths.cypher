// The shortest paths of money from one firm to another
//
// Paths along deals of any type from the first firm to the second, directly or through other firms.
// No firm appears twice on a path. Deals between the same two firms in the same direction are one
// hop. Paths with the fewest hops come first, then those with the largest weakest_usd.
//
// types lists the types of each hop, and deals the deals of all hops. weakest_usd is the sum of the
// known amounts of the smallest hop; it is empty if no amount of a hop is known. without_usd counts
// the deals on the path whose amount is unknown: if there are any, weakest_usd can be too low.
//
// Longer paths are tried only until --limit paths are found. There is no path from a firm to
// itself; `loops` shows loops.
//
// use deals, network, party, sum_usd, usd
// draw deals_drawn
// firms firms
// key firms
// param first firm -- the firm from which the money flows, by id, name or alias
// param second firm -- the firm to which it flows
// param max_hops int(1..8) = 4 -- the most hops on a path, 1 to 8
// param limit int(1..1000) = 10 -- show at most this many paths
CYPHER 25
MATCH (first:Firm {id: $first})
MATCH (second:Firm {id: $second})
WHERE party(second) <> party(first)
LET start = coll.indexOf(firms, party(first)), goal = coll.indexOf(firms, party(second))
// Paths grow by one firm at a time, until enough of them have reached the second
LET search = reduce(search = {found: [], open: [[start]]}, hop IN range(1, $max_hops) |
  CASE WHEN size(search.found) >= $limit THEN search
  ELSE {
    found: search.found + [path IN search.open WHERE any(next IN pays[path[-1]] WHERE next[0] = goal) | path + goal],
    open: CASE WHEN hop = $max_hops THEN [] ELSE COLLECT {
      UNWIND search.open AS path
      UNWIND pays[path[-1]] AS next
      FILTER next[0] <> goal AND NOT next[0] IN path
      RETURN path + next[0]
    } END
  } END
)
UNWIND search.found AS path
LET hops = [n IN range(0, size(path) - 2) | [hop IN pays[path[n]] WHERE hop[0] = path[n + 1] | hop[1]][0]]
LET usds = [hop IN hops | sum_usd(hop)]
// Counted, so that the lists stay behind: sorting would count a copy of them for each row
WITH [index IN path | firms[index]] AS firms,
     [hop IN hops | coll.sort(coll.distinct([deal IN hop | type(deal)]))] AS types,
     CASE WHEN none(hop_usd IN usds WHERE hop_usd IS NULL) THEN coll.min(usds) END AS weakest_usd,
     coll.flatten([hop IN hops | coll.sort([deal IN hop | deal.deal])]) AS deals,
     size([deal IN coll.flatten(hops) WHERE usd(deal) IS NULL]) AS without_usd, count(*) AS times
RETURN firms, types, weakest_usd, deals, without_usd
ORDER BY size(firms), coalesce(weakest_usd, -1) DESC, firms
LIMIT $limit
