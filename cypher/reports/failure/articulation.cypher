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
MATCH (firm:Firm)
LET neighbours = COLLECT {
  MATCH (firm)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]-(neighbour:Firm)
  WHERE neighbour <> firm AND edge IN standing
  RETURN DISTINCT neighbour
}
FILTER size(neighbours) > 1 AND ($firms = [] OR firm.id IN $firms)
// Spreads from each neighbour that no piece holds yet, step by step, around the firm left out
LET pieces = reduce(pieces = [], neighbour IN neighbours |
  CASE WHEN any(piece IN pieces WHERE neighbour IN piece) THEN pieces
  ELSE pieces + [reduce(piece = {inside: [], rim: [neighbour]}, step IN range(1, COUNT { (:Firm) }) |
    CASE WHEN piece.rim = [] THEN piece
    ELSE {
      inside: piece.inside + piece.rim,
      rim: COLLECT {
        UNWIND piece.rim AS reached
        MATCH (reached)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]-(next:Firm)
        WHERE next <> firm AND NOT next IN piece.inside AND NOT next IN piece.rim
          AND edge IN standing
        RETURN DISTINCT next
      }
    } END
  ).inside] END
)
FILTER size(pieces) > 1
LET sizes = [piece IN pieces | size(piece)]
RETURN firm.id AS firm, size(pieces) AS parts,
       reduce(total = 0, firms IN sizes | total + firms)
         - reduce(largest = 0, firms IN sizes | CASE WHEN firms > largest THEN firms ELSE largest END) AS cut_off
ORDER BY cut_off DESC, parts DESC, firm
