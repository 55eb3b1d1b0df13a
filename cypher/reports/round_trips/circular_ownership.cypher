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
LET shown = COLLECT { MATCH (firm:Firm) WHERE firm.id IN $firms RETURN firm[id] }
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
// Only the kinds of capital that are asked for
LET owns = [hops IN pays | [hop IN hops WHERE any(edge IN hop[1] WHERE type(edge) IN $types) | hop[0]]]
// Chains grow by one firm at a time, from the first of their firms
UNWIND range(0, size(firms) - 1) AS a
CALL (a, owns) {
  UNWIND owns[a] AS next
  FILTER a < next
  RETURN [a, next] AS two
}
CALL (two, owns) {
  RETURN two AS three
UNION ALL
  FILTER size(two) = 2 AND $max_hops > 2
  LET first = two[0]
  UNWIND owns[two[-1]] AS next
  FILTER first < next AND NOT next IN two
  RETURN two + next AS three
}
CALL (three, owns) {
  RETURN three AS four
UNION ALL
  FILTER size(three) = 3 AND $max_hops > 3
  LET first = three[0]
  UNWIND owns[three[-1]] AS next
  FILTER first < next AND NOT next IN three
  RETURN three + next AS four
}
CALL (four, owns) {
  RETURN four AS five
UNION ALL
  FILTER size(four) = 4 AND $max_hops > 4
  LET first = four[0]
  UNWIND owns[four[-1]] AS next
  FILTER first < next AND NOT next IN four
  RETURN four + next AS five
}
CALL (five, owns) {
  RETURN five AS six
UNION ALL
  FILTER size(five) = 5 AND $max_hops > 5
  LET first = five[0]
  UNWIND owns[five[-1]] AS next
  FILTER first < next AND NOT next IN five
  RETURN five + next AS six
}
// A circle is a chain whose last firm funds the first
LET cycle = six
FILTER cycle[0] IN owns[cycle[-1]]
FILTER $firms = [] OR any(place IN cycle WHERE firms[place] IN shown)
LET hops = [n IN range(0, size(cycle) - 1) |
  [hop IN pays[cycle[n]] WHERE hop[0] = cycle[(n + 1) % size(cycle)] |
    [edge IN hop[1] WHERE type(edge) IN $types]][0]]
LET usds = [hop IN hops | reduce(total = null, edge IN hop | coalesce(total + edge[usd], total, edge[usd]))]
// DISTINCT leaves `standing` behind, of which sorting would count a copy for each row
RETURN DISTINCT [place IN cycle | firms[place]] AS firms, size(cycle) AS hops,
       CASE WHEN NOT any(hop_usd IN usds WHERE hop_usd IS NULL) THEN coll.min(usds) END AS weakest_usd,
       coll.flatten([hop IN hops | coll.sort([edge IN hop | edge.deal])]) AS deals
ORDER BY firms
