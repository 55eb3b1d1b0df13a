// The shortest ways of money from one firm to another
//
// Along deals of whatever type, from the first firm to the second, through other firms or
// directly; no firm comes twice on a way. Deals between the same two firms in the same direction
// are one hop. The ways with the fewest hops come first, then those with the largest weakest_usd,
// which is the smallest hop, empty where the amount of a hop is not known. types lists the types of
// each hop, deals the deals of all. Only as many hops are tried as it takes to find as many ways as
// `--limit` says; further ones are not shown. From a firm to itself leads no way: `loops` shows
// those.
//
// use deals, network, party, sum_usd
// param first firm -- the firm from which the money goes, by id, name or alias
// param second firm -- the firm to which it goes
// param max_hops int(1..8) = 4 -- hops on a way at most, 1 to 8
// param limit int(1..1000) = 10 -- show at most so many ways
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
     coll.flatten([hop IN hops | coll.sort([deal IN hop | deal.deal])]) AS deals, count(*) AS times
RETURN firms, types, weakest_usd, deals
ORDER BY size(firms), coalesce(weakest_usd, -1) DESC, firms
LIMIT $limit
