// Firms through which all of a firm's money comes
//
// Money enters the network at firms that pay and are not paid. A choke point of a firm stands on
// every path of money from any of them to the firm, over all kinds of deals and however long: were
// it gone, no money from outside would reach the firm. Parallel deals count once and a firm's
// deals with itself not at all. A firm that no money from outside reaches has no choke point. Where
// all money comes from one firm at which it enters, that firm is a choke point, too. Of customers
// whom no source names the graph knows nothing.
//
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
// Where money enters
LET entries = [firm IN range(0, size(firms) - 1) WHERE paid[firm] = []]
// Step by step, one shortest path to every firm that the money reaches
LET spread = reduce(
  spread = {paths: [], reached: entries, rim: [entry IN entries | [entry]]},
  step IN range(1, size(firms)) |
  CASE WHEN spread.rim = [] THEN spread
  ELSE reduce(next = null, rim IN [COLLECT {
    UNWIND spread.rim AS path
    UNWIND pays[path[-1]] AS hop
    LET payee = hop[0]
    FILTER NOT payee IN spread.reached
    WITH payee, collect(path)[0] AS path
    RETURN path + payee
  }] | {
    paths: spread.paths + rim,
    reached: spread.reached + [path IN rim | path[-1]],
    rim: rim
  }) END
)
// A choke point stands on each path, on this one too
CALL (spread) {
  UNWIND spread.paths AS path
  UNWIND path[..-1] AS choke_point
  RETURN choke_point, collect(path[-1]) AS below
}
// Of the firms below it, those whom money reaches around it, and whom it reaches through these
LET around = reduce(
  around = {inside: [], rim: [firm IN below WHERE any(hop IN paid[firm]
    WHERE hop[0] <> choke_point AND hop[0] IN spread.reached AND NOT hop[0] IN below)]},
  step IN range(1, size(below)) |
  CASE WHEN around.rim = [] THEN around
  ELSE reduce(next = null, inside IN [around.inside + around.rim] | {
    inside: inside,
    rim: COLLECT {
      UNWIND around.rim AS firm
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
// DISTINCT leaves `standing` behind, of which sorting would count a copy for each row
RETURN DISTINCT firms[firm] AS firm, firms[choke_point] AS choke_point
ORDER BY firm, choke_point
