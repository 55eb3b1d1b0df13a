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
MATCH (first:Firm {id: $first})
MATCH (second:Firm {id: $second})
WHERE second <> first
// Ways grow by one firm at a time, until enough of them have come to the second
LET tried = reduce(tried = {there: [], open: [[first]]}, hop IN range(1, $max_hops) |
  CASE WHEN size(tried.there) >= $limit THEN tried
  ELSE {
    there: tried.there + COLLECT {
      UNWIND tried.open AS way
      LET last = way[-1]
      MATCH (last)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(second)
      WHERE edge IN standing
      RETURN DISTINCT way + second
    },
    open: COLLECT {
      FILTER hop < $max_hops
      UNWIND tried.open AS way
      LET last = way[-1]
      MATCH (last)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(next:Firm)
      WHERE next <> second AND NOT next IN way AND edge IN standing
      RETURN DISTINCT way + next
    }
  } END
)
UNWIND tried.there AS way
CALL (way, standing, usd) {
  UNWIND range(0, size(way) - 2) AS hop
  LET payer = way[hop], payee = way[hop + 1]
  MATCH (payer)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(payee)
  WHERE edge IN standing
  ORDER BY edge.deal
  WITH hop, collect(edge) AS edges, collect(DISTINCT type(edge)) AS types, usd
  LET hop_usd = reduce(total = null, edge IN edges | coalesce(total + edge[usd], total, edge[usd]))
  ORDER BY hop
  RETURN min(hop_usd) AS least, count(*) - count(hop_usd) AS unknown,
         collect(COLLECT { UNWIND types AS type RETURN type ORDER BY type }) AS types,
         collect([edge IN edges | edge.deal]) AS deals_of_hops
}
// DISTINCT leaves `standing` behind, of which sorting would count a copy for each row
RETURN DISTINCT [firm IN way | firm.id] AS firms, types, CASE unknown WHEN 0 THEN least END AS weakest_usd,
       reduce(flat = [], of_hop IN deals_of_hops | flat + of_hop) AS deals
ORDER BY size(firms), coalesce(weakest_usd, -1) DESC, firms
LIMIT $limit
