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
// How many steps each is from the busiest firm of its piece of the network. It becomes known to one
// ring of firms after the other, since each passes on the first that it knows in the order of
// business: in the last of the steps in which a firm comes to know an earlier one, that is the busiest
LET order = [one IN coll.sort([firm IN range(0, size(firms) - 1) | [-size(near[firm]), firm]]) | one[1]]
LET known = reduce(
  known = {
    first: [one IN coll.sort([place IN range(0, size(firms) - 1) | [order[place], place]]) | one[1]],
    steps: [firm IN firms | 0],
    done: false
  },
  step IN range(1, size(firms)) |
  CASE WHEN known.done THEN known
  ELSE reduce(next = null, first IN [[firm IN range(0, size(firms) - 1) |
      coll.min([known.first[firm]] + [other IN near[firm] | known.first[other]])]] | {
    first: first,
    steps: [firm IN range(0, size(firms) - 1) |
      CASE WHEN first[firm] = known.first[firm] THEN known.steps[firm] ELSE step END],
    done: first = known.first
  }) END
)
LET steps = known.steps
LET nearer = [firm IN range(0, size(firms) - 1) | [other IN near[firm] WHERE steps[other] < steps[firm]]],
    beside = [firm IN range(0, size(firms) - 1) | [other IN near[firm] WHERE steps[other] = steps[firm]]]
LET rings = COLLECT {
  UNWIND range(0, size(firms) - 1) AS firm
  WITH steps[firm] AS step, collect(firm) AS ring ORDER BY step
  RETURN ring
}
LET place_in_ring = [one IN coll.sort(COLLECT {
  UNWIND rings AS ring
  UNWIND range(0, size(ring) - 1) AS place
  RETURN [ring[place], place]
}) | one[1]]
// From the outermost ring inwards: the parts into which a ring and all that lies further out falls by
// itself, how large each is, and by which firms of the next ring it hangs. One that hangs by a single
// firm falls off without it
LET hung = reduce(hung = {parts: [], by_one: []}, step IN range(size(rings) - 1, 1, -1) | COLLECT {
  LET ring = rings[step], outer = hung.parts
  // What holds places of the ring together: firms of it that are near each other, and outer parts
  LET ties = [firm IN ring | [place_in_ring[firm]] + [other IN beside[firm] | place_in_ring[other]]]
    + [part IN outer | [firm IN part.hangs_by | place_in_ring[firm]]]
  LET ties_of = [one IN coll.sort(COLLECT {
    UNWIND range(0, size(ties) - 1) AS tie
    UNWIND ties[tie] AS place
    WITH place, collect(tie) AS of_place
    RETURN [place, of_place]
  }) | one[1]]
  // Each place takes over the first that any of its ties knows, and what that one knows by then
  LET held = reduce(held = {first: range(0, size(ring) - 1), done: false}, round IN range(1, size(ring)) |
    CASE WHEN held.done THEN held
    ELSE reduce(next = null, told IN [[tie IN ties | coll.min([place IN tie | held.first[place]])]] |
      reduce(next = null, first IN [[of_place IN ties_of | coll.min([tie IN of_place | told[tie]])]] |
        {first: [place IN first | first[place]], done: first = held.first}))
    END).first
  LET parts = COLLECT {
    UNWIND [place IN range(0, size(ring) - 1) | [held[place], 1, nearer[ring[place]]]]
      + [one IN outer | [held[place_in_ring[one.hangs_by[0]]], one.firms_in, []]] AS one
    WITH one[0] AS part, sum(one[1]) AS firms_in, coll.distinct(coll.flatten(collect(one[2]))) AS hangs_by
    RETURN {firms_in: firms_in, hangs_by: hangs_by}
  }
  RETURN {parts: parts, by_one: hung.by_one + [part IN parts WHERE size(part.hangs_by) = 1]}
}[0])
// What else there is of a firm's piece holds together around the busiest
LET size_of_piece = [one IN coll.sort(COLLECT {
  CALL (firms, known) {
    UNWIND range(0, size(firms) - 1) AS first
    RETURN first, 0 AS firms_in
  UNION ALL
    UNWIND known.first AS first
    RETURN first, 1 AS firms_in
  }
  WITH first, sum(firms_in) AS firms_in
  RETURN [first, firms_in]
}) | one[1]]
LET fallen = COLLECT {
  UNWIND hung.by_one AS part
  WITH part.hangs_by[0] AS firm, collect(part.firms_in) AS sizes
  RETURN [firm, sizes]
}
UNWIND fallen AS without
LET firm = without[0]
LET rest = size_of_piece[known.first[firm]] - 1 - reduce(total = 0, some IN without[1] | total + some)
LET sizes = CASE rest WHEN 0 THEN without[1] ELSE without[1] + [rest] END
FILTER size(sizes) > 1 AND ($firms = [] OR firms[firm] IN shown)
RETURN DISTINCT firms[firm] AS firm, size(sizes) AS parts,
       reduce(total = 0, some IN sizes | total + some)
         - reduce(largest = 0, some IN sizes | CASE WHEN some > largest THEN some ELSE largest END) AS cut_off
ORDER BY cut_off DESC, parts DESC, firm
