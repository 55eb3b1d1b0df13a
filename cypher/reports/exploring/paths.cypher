// The shortest paths of money from one firm to another
//
// Paths along deals of any type from the first firm to the second, directly or through other firms.
// No firm appears twice on a path. Deals between the same two firms in the same direction are one
// hop. Paths with the fewest hops come first, then those with the largest weakest_usd.
//
// types lists the types of each hop, and deals the deals of all hops. weakest_usd is the amount of
// the smallest hop; it is empty if the amount of a hop is unknown.
//
// Longer paths are tried only until --limit paths are found. There is no path from a firm to
// itself; `loops` shows loops.
//
// param first firm -- the firm from which the money flows, by id, name or alias
// param second firm -- the firm to which it flows
// param max_hops int(1..8) = 4 -- the most hops on a path, 1 to 8
// param limit int(1..1000) = 10 -- show at most this many paths
// param as_of date = today -- include only deals in force on this date
// param statuses list of choice(reported|announced|signed|closed|contingent|terminated) = ["reported", "announced", "signed", "closed", "contingent"] -- include only deals with these statuses, and deals terminated later
// param sources list of source = [] -- include only deals that one of these sources states
// param min_usd usd = 0 -- leave out deals known to be smaller than this, in US dollars
// param amount choice(low|headline|high) = headline -- which bound of a range to use
// param secondary bool = false -- include shares bought from other holders
// param by choice(firm|group) = firm -- with group, merge subsidiaries into their parent
CYPHER 25
LET usd = {low: 'usd_low', headline: 'usd', high: 'usd_high'}[$amount]
// The deals in force
CALL (usd) {
  MATCH (:Firm)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(:Firm)
  WHERE coalesce(edge.since <= $as_of, true)
    AND coalesce(edge.ended > $as_of, true)
    AND (edge.status IN $statuses OR (edge.status = 'terminated' AND edge.ended IS NOT NULL))
    AND ($sources = [] OR any(source IN $sources WHERE source IN edge.sources))
    AND ($secondary OR coalesce(edge.settlement <> 'secondary', true))
    AND coalesce(edge[usd] >= $min_usd, true)
  RETURN collect(edge) AS in_force
}
// With --by group, subsidiaries are merged into their parent
LET id = {firm: 'id', group: 'group'}[$by]
// Who pays whom. Each firm is represented by its index in the order of ids. pays[firm] has a pair
// of payee and deals for each firm that it pays, paid_by[firm] one for each firm that pays it
LET by_payer = coll.sort(COLLECT {
  CALL (in_force, id) {
    UNWIND in_force AS edge
    RETURN startNode(edge)[id] AS payer, endNode(edge)[id] AS payee, edge
  UNION ALL
    // Firms without deals have an index, too
    MATCH (firm:Firm)
    RETURN firm[id] AS payer, firm[id] AS payee, null AS edge
  }
  WITH payer, payee, collect(edge) AS deals
  WITH payer, collect([payee, deals]) AS hops
  RETURN [payer, hops]
})
LET firms = [entry IN by_payer | entry[0]]
LET by_payee = coll.sort(COLLECT {
  UNWIND range(0, size(firms) - 1) AS payer
  UNWIND by_payer[payer][1] AS hop
  WITH hop[0] AS payee, collect([payer, hop[1]]) AS hops
  RETURN [payee, hops]
})
LET paid_by = [payee IN range(0, size(firms) - 1) | [hop IN by_payee[payee][1] WHERE hop[0] <> payee]]
LET pays = [entry IN coll.sort(COLLECT {
  UNWIND range(0, size(firms) - 1) AS payee
  UNWIND by_payee[payee][1] AS hop
  WITH hop[0] AS payer, collect([payee, hop[1]]) AS hops
  RETURN [payer, hops]
}) | [hop IN entry[1] WHERE hop[0] <> entry[0]]]
MATCH (first:Firm {id: $first})
MATCH (second:Firm {id: $second})
WHERE second[id] <> first[id]
LET start = coll.indexOf(firms, first[id]), goal = coll.indexOf(firms, second[id])
// Paths grow by one firm at a time, until enough of them have reached the second firm
LET found = reduce(found = {paths: [], open: [[start]]}, hop IN range(1, $max_hops) |
  CASE WHEN size(found.paths) >= $limit THEN found
  ELSE {
    paths: found.paths + [path IN found.open WHERE any(next IN pays[path[-1]] WHERE next[0] = goal) | path + goal],
    open: CASE WHEN hop = $max_hops THEN [] ELSE COLLECT {
      UNWIND found.open AS path
      UNWIND pays[path[-1]] AS next
      FILTER next[0] <> goal AND NOT next[0] IN path
      RETURN path + next[0]
    } END
  } END
)
UNWIND found.paths AS path
LET hops = [n IN range(0, size(path) - 2) | [hop IN pays[path[n]] WHERE hop[0] = path[n + 1] | hop[1]][0]]
LET usds = [hop IN hops | reduce(total = null, edge IN hop | coalesce(total + edge[usd], total, edge[usd]))]
// Aggregating drops the lists: sorting would count a copy of them in the memory of each row
WITH [index IN path | firms[index]] AS firms,
     [hop IN hops | coll.sort(coll.distinct([edge IN hop | type(edge)]))] AS types,
     CASE WHEN NOT any(hop_usd IN usds WHERE hop_usd IS NULL) THEN coll.min(usds) END AS weakest_usd,
     coll.flatten([hop IN hops | coll.sort([edge IN hop | edge.deal])]) AS deals, count(*) AS times
RETURN firms, types, weakest_usd, deals
ORDER BY size(firms), coalesce(weakest_usd, -1) DESC, firms
LIMIT $limit
