// Loops of firms
//
// Every closed walk along the money in which no firm comes twice. Deals between the same two
// firms in the same direction are one hop; a firm's deals with itself are left out. Each loop
// stands once and begins at its smallest firm id. edge_types lists the types of each hop;
// weakest_usd is the smallest hop, empty where the amount of a hop is not known, and weakest_hop
// says which hop that is, counted from 0. A loop with capital and revenue is a round trip.
//
// param min_hops int = 2 -- firms in a loop at least
// param max_hops int = 4 -- firms in a loop at most, up to 8
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
  RETURN collect(edge.deal) AS standing
}
// Each length by itself: the fixed pattern is quicker, the general one shorter
CALL (standing) {
  WITH standing WHERE $min_hops <= 2 <= $max_hops
  MATCH (a:Firm)-[e1:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(b:Firm)
        -[e2:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(a)
  WHERE a.id < b.id
    AND e1.deal IN standing AND e2.deal IN standing
  RETURN DISTINCT [a, b] AS cycle
UNION ALL
  WITH standing WHERE $min_hops <= 3 <= $max_hops
  MATCH (a:Firm)-[e1:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(b:Firm)
        -[e2:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(c:Firm)
        -[e3:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(a)
  WHERE a.id < b.id AND a.id < c.id AND b <> c
    AND e1.deal IN standing AND e2.deal IN standing AND e3.deal IN standing
  RETURN DISTINCT [a, b, c] AS cycle
UNION ALL
  WITH standing WHERE $min_hops <= 4 <= $max_hops
  MATCH (a:Firm)-[e1:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(b:Firm)
        -[e2:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(c:Firm)
        -[e3:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(d:Firm)
        -[e4:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(a)
  WHERE a.id < b.id AND a.id < c.id AND a.id < d.id AND b <> c AND b <> d AND c <> d
    AND e1.deal IN standing AND e2.deal IN standing AND e3.deal IN standing AND e4.deal IN standing
  RETURN DISTINCT [a, b, c, d] AS cycle
UNION ALL
  WITH standing WHERE $min_hops <= 5 <= $max_hops
  MATCH (a:Firm)-[first:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(b:Firm)
  WHERE a.id < b.id AND first.deal IN standing
  MATCH ACYCLIC (b) (()-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM WHERE edge.deal IN standing]->(next:Firm)){4} (a)
  WHERE all(firm IN next WHERE a.id <= firm.id)
  RETURN DISTINCT [a, b] + next[..-1] AS cycle
UNION ALL
  WITH standing WHERE $min_hops <= 6 <= $max_hops
  MATCH (a:Firm)-[first:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(b:Firm)
  WHERE a.id < b.id AND first.deal IN standing
  MATCH ACYCLIC (b) (()-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM WHERE edge.deal IN standing]->(next:Firm)){5} (a)
  WHERE all(firm IN next WHERE a.id <= firm.id)
  RETURN DISTINCT [a, b] + next[..-1] AS cycle
UNION ALL
  WITH standing WHERE $min_hops <= 7 <= $max_hops
  MATCH (a:Firm)-[first:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(b:Firm)
  WHERE a.id < b.id AND first.deal IN standing
  MATCH ACYCLIC (b) (()-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM WHERE edge.deal IN standing]->(next:Firm)){6} (a)
  WHERE all(firm IN next WHERE a.id <= firm.id)
  RETURN DISTINCT [a, b] + next[..-1] AS cycle
UNION ALL
  WITH standing WHERE $min_hops <= 8 <= $max_hops
  MATCH (a:Firm)-[first:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(b:Firm)
  WHERE a.id < b.id AND first.deal IN standing
  MATCH ACYCLIC (b) (()-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM WHERE edge.deal IN standing]->(next:Firm)){7} (a)
  WHERE all(firm IN next WHERE a.id <= firm.id)
  RETURN DISTINCT [a, b] + next[..-1] AS cycle
}
WITH cycle, standing, usd
WHERE $firms = [] OR any(firm IN cycle WHERE firm.id IN $firms)
CALL (cycle, standing, usd) {
  UNWIND range(0, size(cycle) - 1) AS hop
  LET payer = cycle[hop], payee = cycle[(hop + 1) % size(cycle)]
  MATCH (payer)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(payee)
  WHERE edge.deal IN standing
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
RETURN [firm IN cycle | firm.id] AS firms, size(cycle) AS hops, edge_types, weakest_usd,
       CASE WHEN weakest_usd IS NOT NULL THEN
         [hop IN range(0, size(cycle) - 1) WHERE known_usds[hop] = weakest_usd][0] END AS weakest_hop,
       any(type IN types WHERE type IN ['INVESTS_IN', 'LENDS_TO', 'GRANTS_EQUITY_TO', 'BACKSTOPS']) AS has_capital,
       any(type IN types WHERE type IN ['BUYS_FROM', 'LEASES_FROM']) AS has_revenue,
       reduce(flat = [], of_hop IN deals_of_hops | flat + of_hop) AS deals
ORDER BY CASE $order WHEN 'weakest' THEN coalesce(weakest_usd, -1) END DESC, firms
