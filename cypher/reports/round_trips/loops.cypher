// Loops of firms
//
// Every closed walk along the money in which no firm comes twice. Deals between the same two
// firms in the same direction are one hop; a firm's deals with itself are left out. Each loop
// stands once and begins at its smallest firm id. edge_types lists the types of each hop;
// weakest_usd is the smallest hop, empty where the amount of a hop is not known, and weakest_hop
// says which hop that is, counted from 0. A loop with capital and revenue is a round trip.
//
// param min_hops int(2..8) = 2 -- firms in a loop at least, 2 to 8
// param max_hops int(2..8) = 4 -- firms in a loop at most, 2 to 8
// param order choice(firms|weakest) = firms -- by the names of the firms, or the largest weakest_usd first
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
// Chains grow by one firm at a time, from the smallest of their firms
MATCH (a:Firm)
CALL (a, standing) {
  MATCH (a)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(next:Firm)
  WHERE edge IN standing AND a.id < next.id
  RETURN DISTINCT [a, next] AS two
}
CALL (two, standing) {
  RETURN two AS three
UNION ALL
  FILTER size(two) = 2 AND $max_hops > 2
  LET first = two[0], last = two[-1]
  MATCH (last)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(next:Firm)
  WHERE edge IN standing AND first.id < next.id AND NOT next IN two
  RETURN DISTINCT two + next AS three
}
CALL (three, standing) {
  RETURN three AS four
UNION ALL
  FILTER size(three) = 3 AND $max_hops > 3
  LET first = three[0], last = three[-1]
  MATCH (last)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(next:Firm)
  WHERE edge IN standing AND first.id < next.id AND NOT next IN three
  RETURN DISTINCT three + next AS four
}
CALL (four, standing) {
  RETURN four AS five
UNION ALL
  FILTER size(four) = 4 AND $max_hops > 4
  LET first = four[0], last = four[-1]
  MATCH (last)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(next:Firm)
  WHERE edge IN standing AND first.id < next.id AND NOT next IN four
  RETURN DISTINCT four + next AS five
}
CALL (five, standing) {
  RETURN five AS six
UNION ALL
  FILTER size(five) = 5 AND $max_hops > 5
  LET first = five[0], last = five[-1]
  MATCH (last)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(next:Firm)
  WHERE edge IN standing AND first.id < next.id AND NOT next IN five
  RETURN DISTINCT five + next AS six
}
CALL (six, standing) {
  RETURN six AS seven
UNION ALL
  FILTER size(six) = 6 AND $max_hops > 6
  LET first = six[0], last = six[-1]
  MATCH (last)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(next:Firm)
  WHERE edge IN standing AND first.id < next.id AND NOT next IN six
  RETURN DISTINCT six + next AS seven
}
CALL (seven, standing) {
  RETURN seven AS eight
UNION ALL
  FILTER size(seven) = 7 AND $max_hops > 7
  LET first = seven[0], last = seven[-1]
  MATCH (last)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(next:Firm)
  WHERE edge IN standing AND first.id < next.id AND NOT next IN seven
  RETURN DISTINCT seven + next AS eight
}
// A loop is a chain whose last firm pays the first
LET cycle = eight, first = eight[0], last = eight[-1]
FILTER size(cycle) >= $min_hops AND EXISTS {
  MATCH (last)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(first)
  WHERE edge IN standing
}
FILTER $firms = [] OR any(firm IN cycle WHERE firm.id IN $firms)
CALL (cycle, standing, usd) {
  UNWIND range(0, size(cycle) - 1) AS hop
  LET payer = cycle[hop], payee = cycle[(hop + 1) % size(cycle)]
  MATCH (payer)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(payee)
  WHERE edge IN standing
  ORDER BY edge.deal
  WITH hop, collect(edge) AS edges, collect(DISTINCT type(edge)) AS types, usd
  LET hop_usd = reduce(total = null, edge IN edges | coalesce(total + edge[usd], total, edge[usd]))
  ORDER BY hop
  RETURN collect(hop_usd) AS known_usds, collect(hop_usd IS NULL) AS unknown,
         collect(COLLECT { UNWIND types AS type RETURN type ORDER BY type }) AS edge_types,
         collect([edge IN edges | edge.deal]) AS deals_of_hops
}
LET weakest_usd = CASE WHEN NOT any(hop IN unknown WHERE hop) THEN
      reduce(least = known_usds[0], hop_usd IN known_usds | CASE WHEN hop_usd < least THEN hop_usd ELSE least END) END
LET types = reduce(all_types = [], of_hop IN edge_types | all_types + of_hop)
// DISTINCT leaves `standing` behind, of which sorting would count a copy for each row
RETURN DISTINCT [firm IN cycle | firm.id] AS firms, size(cycle) AS hops, edge_types, weakest_usd,
       CASE WHEN weakest_usd IS NOT NULL THEN
         [hop IN range(0, size(cycle) - 1) WHERE known_usds[hop] = weakest_usd][0] END AS weakest_hop,
       any(type IN types WHERE type IN ['INVESTS_IN', 'LENDS_TO', 'GRANTS_EQUITY_TO', 'BACKSTOPS']) AS has_capital,
       any(type IN types WHERE type IN ['BUYS_FROM', 'LEASES_FROM']) AS has_revenue,
       reduce(flat = [], of_hop IN deals_of_hops | flat + of_hop) AS deals
ORDER BY CASE $order WHEN 'weakest' THEN coalesce(weakest_usd, -1) END DESC, firms
