// Firms whose removal splits the network
//
// Every deal ties its two firms together, whichever way the money goes. parts is the number of
// pieces that are left of the firm's own piece of the network without it, cut_off the number of
// firms outside the largest of them.
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
// Whichever way the money goes
LET near = [firm IN range(0, size(firms) - 1) | coll.distinct([hop IN pays[firm] + paid[firm] | hop[0]])]
UNWIND range(0, size(firms) - 1) AS firm
FILTER size(near[firm]) > 1 AND ($firms = [] OR firms[firm] IN shown)
// Spreads from each neighbour that no piece holds yet, step by step, around the firm left out
LET pieces = reduce(pieces = [], neighbour IN near[firm] |
  CASE WHEN any(piece IN pieces WHERE neighbour IN piece) THEN pieces
  ELSE pieces + [reduce(piece = {inside: [], rim: [neighbour]}, step IN range(1, size(firms)) |
    CASE WHEN piece.rim = [] THEN piece
    ELSE {
      inside: piece.inside + piece.rim,
      rim: COLLECT {
        UNWIND piece.rim AS reached
        UNWIND near[reached] AS next
        FILTER next <> firm AND NOT next IN piece.inside AND NOT next IN piece.rim
        RETURN DISTINCT next
      }
    } END
  ).inside] END
)
FILTER size(pieces) > 1
LET sizes = [piece IN pieces | size(piece)]
RETURN DISTINCT firms[firm] AS firm, size(pieces) AS parts,
       reduce(total = 0, some IN sizes | total + some)
         - reduce(largest = 0, some IN sizes | CASE WHEN some > largest THEN some ELSE largest END) AS cut_off
ORDER BY cut_off DESC, parts DESC, firm
