// Firms that fund each other in a circle
//
// Every circle along investments, loans, grants of shares and guarantees in which no firm comes
// twice: the same money, or the same promise, can stand in several balance sheets. `--types`
// narrows it, to INVESTS_IN and GRANTS_EQUITY_TO for shares alone. Deals between the same two firms
// in the same direction are one hop; a firm's deals with itself are left out. Each circle stands
// once and begins at its smallest firm id. weakest_usd is the smallest hop, empty where the amount
// of a hop is not known. Funding alone closes these circles; with a purchase or a lease in them,
// `loops` shows them.
//
// param max_hops int(2..6) = 6 -- firms in a circle at most, 2 to 6
// param types list of choice(INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS) = ["INVESTS_IN", "LENDS_TO", "GRANTS_EQUITY_TO", "BACKSTOPS"] -- which kinds of capital count
// param as_of date = today -- count only deals that stood on this day
// param statuses list of choice(reported|announced|signed|closed|contingent|terminated) = ["reported", "announced", "signed", "closed", "contingent"] -- count only deals of these statuses
// param sources list of source = [] -- count only deals that one of these sources states
// param firms list of firm = [] -- show only rows in which one of these firms stands
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
LET owning = [edge IN standing WHERE type(edge) IN $types]
// Chains grow by one firm at a time, from the smallest of their firms
MATCH (a:Firm)
CALL (a, owning) {
  MATCH (a)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS]->(next:Firm)
  WHERE edge IN owning AND a.id < next.id
  RETURN DISTINCT [a, next] AS two
}
CALL (two, owning) {
  RETURN two AS three
UNION ALL
  FILTER size(two) = 2 AND $max_hops > 2
  LET first = two[0], last = two[-1]
  MATCH (last)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS]->(next:Firm)
  WHERE edge IN owning AND first.id < next.id AND NOT next IN two
  RETURN DISTINCT two + next AS three
}
CALL (three, owning) {
  RETURN three AS four
UNION ALL
  FILTER size(three) = 3 AND $max_hops > 3
  LET first = three[0], last = three[-1]
  MATCH (last)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS]->(next:Firm)
  WHERE edge IN owning AND first.id < next.id AND NOT next IN three
  RETURN DISTINCT three + next AS four
}
CALL (four, owning) {
  RETURN four AS five
UNION ALL
  FILTER size(four) = 4 AND $max_hops > 4
  LET first = four[0], last = four[-1]
  MATCH (last)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS]->(next:Firm)
  WHERE edge IN owning AND first.id < next.id AND NOT next IN four
  RETURN DISTINCT four + next AS five
}
CALL (five, owning) {
  RETURN five AS six
UNION ALL
  FILTER size(five) = 5 AND $max_hops > 5
  LET first = five[0], last = five[-1]
  MATCH (last)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS]->(next:Firm)
  WHERE edge IN owning AND first.id < next.id AND NOT next IN five
  RETURN DISTINCT five + next AS six
}
// A circle is a chain whose last firm funds the first
LET cycle = six, first = six[0], last = six[-1]
FILTER EXISTS {
  MATCH (last)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS]->(first)
  WHERE edge IN owning
}
FILTER $firms = [] OR any(firm IN cycle WHERE firm.id IN $firms)
CALL (cycle, owning, usd) {
  UNWIND range(0, size(cycle) - 1) AS hop
  LET payer = cycle[hop], payee = cycle[(hop + 1) % size(cycle)]
  MATCH (payer)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS]->(payee)
  WHERE edge IN owning
  ORDER BY edge.deal
  WITH hop, collect(edge) AS edges, usd
  LET hop_usd = reduce(total = null, edge IN edges | coalesce(total + edge[usd], total, edge[usd]))
  ORDER BY hop
  RETURN min(hop_usd) AS least, count(*) - count(hop_usd) AS unknown,
         collect([edge IN edges | edge.deal]) AS deals_of_hops
}
// DISTINCT leaves `standing` behind, of which sorting would count a copy for each row
RETURN DISTINCT [firm IN cycle | firm.id] AS firms, size(cycle) AS hops,
       CASE unknown WHEN 0 THEN least END AS weakest_usd,
       reduce(flat = [], of_hop IN deals_of_hops | flat + of_hop) AS deals
ORDER BY firms
