// Firms that all money to another firm passes through
//
// Money enters the network at firms that pay and are not paid. A choke point of a firm is on every
// path of money from any of them to the firm, along deals of any type and of any length: without
// the choke point, no money from outside would reach the firm. Parallel deals count once, and a
// firm's deals with itself are left out. If all money comes from one firm at which it enters, that
// firm is a choke point, too. A firm that no money from outside reaches has no choke point.
//
// The graph contains only customers that a source names.
//
// param as_of date = today -- include only deals in force on this date
// param statuses list of choice(reported|announced|signed|closed|contingent|terminated) = ["reported", "announced", "signed", "closed", "contingent"] -- include only deals with these statuses, and deals terminated later
// param sources list of source = [] -- include only deals that one of these sources states
// param firms list of firm = [] -- show only results that involve one of these firms
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
LET shown = COLLECT { MATCH (firm:Firm) WHERE firm.id IN $firms RETURN firm[id] }
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
// Where money enters
LET entries = [firm IN range(0, size(firms) - 1) WHERE paid_by[firm] = []]
// Step by step, a shortest path to every firm that the money reaches
LET spread = reduce(
  spread = {paths: [], reached: entries, frontier: [entry IN entries | [entry]]},
  step IN range(1, size(firms)) |
  CASE WHEN spread.frontier = [] THEN spread
  ELSE reduce(next = null, frontier IN [COLLECT {
    UNWIND spread.frontier AS path
    UNWIND pays[path[-1]] AS hop
    LET payee = hop[0]
    FILTER NOT payee IN spread.reached
    WITH payee, collect(path)[0] AS path
    RETURN path + payee
  }] | {
    paths: spread.paths + frontier,
    reached: spread.reached + [path IN frontier | path[-1]],
    frontier: frontier
  }) END
)
// A choke point is on every path, and therefore on this one
CALL (spread) {
  UNWIND spread.paths AS path
  UNWIND path[..-1] AS choke_point
  RETURN choke_point, collect(path[-1]) AS below
}
// The firms below it that money reaches by another path, and those that it reaches through these
LET around = reduce(
  around = {inside: [], frontier: [firm IN below WHERE any(hop IN paid_by[firm]
    WHERE hop[0] <> choke_point AND hop[0] IN spread.reached AND NOT hop[0] IN below)]},
  step IN range(1, size(below)) |
  CASE WHEN around.frontier = [] THEN around
  ELSE reduce(next = null, inside IN [around.inside + around.frontier] | {
    inside: inside,
    frontier: COLLECT {
      UNWIND around.frontier AS firm
      UNWIND pays[firm] AS hop
      LET payee = hop[0]
      FILTER payee IN below AND NOT payee IN inside
      RETURN DISTINCT payee
    }
  }) END
)
UNWIND below AS firm
FILTER NOT firm IN around.inside
  AND ($firms = [] OR firms[firm] IN shown OR firms[choke_point] IN shown)
// DISTINCT drops `in_force`: sorting would count a copy of it in the memory of each row
RETURN DISTINCT firms[firm] AS firm, firms[choke_point] AS choke_point
ORDER BY firm, choke_point
