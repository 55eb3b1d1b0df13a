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
// param first firm -- the firm from which the money goes, by id, name or alias
// param second firm -- the firm to which it goes
// param max_hops int(1..8) = 4 -- hops on a way at most, 1 to 8
// param limit int(1..1000) = 10 -- show at most so many ways
// param as_of date = today -- count only deals that stood on this day
// param statuses list of choice(reported|announced|signed|closed|contingent|terminated) = ["reported", "announced", "signed", "closed", "contingent"] -- count only deals of these statuses
// param sources list of source = [] -- count only deals that one of these sources states
// param min_usd usd = 0 -- leave out single deals known to be smaller, in dollars
// param amount choice(low|headline|high) = headline -- which end of a range counts
// param secondary bool = false -- count shares bought from other holders
// param by choice(firm|group) = firm -- group: subsidiaries count as their parent
CYPHER 25
LET usd = {low: 'usd_low', headline: 'usd', high: 'usd_high'}[$amount]
// The deals that count
CALL (usd) {
  MATCH (:Firm)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(:Firm)
  WHERE coalesce(edge.since <= $as_of, true)
    AND coalesce(edge.ended > $as_of, true)
    AND (edge.status IN $statuses OR (edge.status = 'terminated' AND edge.ended IS NOT NULL))
    AND ($sources = [] OR any(source IN $sources WHERE source IN edge.sources))
    AND ($secondary OR coalesce(edge.settlement <> 'secondary', true))
    AND coalesce(edge[usd] >= $min_usd, true)
  RETURN collect(edge) AS standing
}
// With --by group a parent stands for all that belongs to it
LET id = {firm: 'id', group: 'group'}[$by]
// Who pays whom. Firms are their places in the order of ids; for each there are those whom it pays
// and those who pay it, with the deals, but for what it pays itself
LET by_payer = coll.sort(COLLECT {
  CALL (standing, id) {
    UNWIND standing AS edge
    RETURN startNode(edge)[id] AS payer, endNode(edge)[id] AS payee, edge
  UNION ALL
    // A place for each, also for those without deals
    MATCH (firm:Firm)
    RETURN firm[id] AS payer, firm[id] AS payee, null AS edge
  }
  WITH payer, payee, collect(edge) AS deals
  WITH payer, collect([payee, deals]) AS hops
  RETURN [payer, hops]
})
LET firms = [one IN by_payer | one[0]]
LET by_payee = coll.sort(COLLECT {
  UNWIND range(0, size(firms) - 1) AS payer
  UNWIND by_payer[payer][1] AS hop
  WITH hop[0] AS payee, collect([payer, hop[1]]) AS hops
  RETURN [payee, hops]
})
LET paid = [payee IN range(0, size(firms) - 1) | [hop IN by_payee[payee][1] WHERE hop[0] <> payee]]
LET pays = [one IN coll.sort(COLLECT {
  UNWIND range(0, size(firms) - 1) AS payee
  UNWIND by_payee[payee][1] AS hop
  WITH hop[0] AS payer, collect([payee, hop[1]]) AS hops
  RETURN [payer, hops]
}) | [hop IN one[1] WHERE hop[0] <> one[0]]]
MATCH (first:Firm {id: $first})
MATCH (second:Firm {id: $second})
WHERE second[id] <> first[id]
LET start = coll.indexOf(firms, first[id]), goal = coll.indexOf(firms, second[id])
// Ways grow by one firm at a time, until enough of them have come to the second
LET tried = reduce(tried = {there: [], open: [[start]]}, hop IN range(1, $max_hops) |
  CASE WHEN size(tried.there) >= $limit THEN tried
  ELSE {
    there: tried.there + [way IN tried.open WHERE any(next IN pays[way[-1]] WHERE next[0] = goal) | way + goal],
    open: CASE WHEN hop = $max_hops THEN [] ELSE COLLECT {
      UNWIND tried.open AS way
      UNWIND pays[way[-1]] AS next
      FILTER next[0] <> goal AND NOT next[0] IN way
      RETURN way + next[0]
    } END
  } END
)
UNWIND tried.there AS way
LET hops = [n IN range(0, size(way) - 2) | [hop IN pays[way[n]] WHERE hop[0] = way[n + 1] | hop[1]][0]]
LET usds = [hop IN hops | reduce(total = null, edge IN hop | coalesce(total + edge[usd], total, edge[usd]))]
// Counted, so that the lists stay behind, of which sorting would count a copy for each row
WITH [place IN way | firms[place]] AS firms,
     [hop IN hops | coll.sort(coll.distinct([edge IN hop | type(edge)]))] AS types,
     CASE WHEN NOT any(hop_usd IN usds WHERE hop_usd IS NULL) THEN coll.min(usds) END AS weakest_usd,
     coll.flatten([hop IN hops | coll.sort([edge IN hop | edge.deal])]) AS deals, count(*) AS times
RETURN firms, types, weakest_usd, deals
ORDER BY size(firms), coalesce(weakest_usd, -1) DESC, firms
LIMIT $limit
