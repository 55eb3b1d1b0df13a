// Firms whose removal would split the network
//
// Each deal connects its two firms, in whichever direction the money flows. parts is the number of
// pieces into which the firm's own piece of the network falls without the firm, and cut_off the
// number of firms outside the largest of these pieces.
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
// The neighbours of each firm, in whichever direction the money flows
LET near = [firm IN range(0, size(firms) - 1) | coll.distinct([hop IN pays[firm] + paid_by[firm] | hop[0]])]
// The number of steps of each firm from the busiest firm of its piece of the network. In each step
// every firm learns from its neighbours the busiest firm that they know of. The step in which a firm
// last learns of a busier one is its distance from the busiest
LET order = [entry IN coll.sort([firm IN range(0, size(firms) - 1) | [-size(near[firm]), firm]]) | entry[1]]
LET known = reduce(
  known = {
    first: [entry IN coll.sort([rank IN range(0, size(firms) - 1) | [order[rank], rank]]) | entry[1]],
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
LET position_in_ring = [entry IN coll.sort(COLLECT {
  UNWIND rings AS ring
  UNWIND range(0, size(ring) - 1) AS position
  RETURN [ring[position], position]
}) | entry[1]]
// From the outermost ring inwards: the connected parts of a ring and of all that is further out, the
// size of each part, and the firms of the next ring to which it is attached. A part that is attached
// to a single firm is cut off without that firm
LET attached = reduce(attached = {parts: [], by_one_firm: []}, step IN range(size(rings) - 1, 1, -1) | COLLECT {
  LET ring = rings[step], outer = attached.parts
  // What connects positions of the ring: firms of it that are neighbours, and outer parts
  LET ties = [firm IN ring | [position_in_ring[firm]] + [other IN beside[firm] | position_in_ring[other]]]
    + [part IN outer | [firm IN part.attached_to | position_in_ring[firm]]]
  LET ties_of = [entry IN coll.sort(COLLECT {
    UNWIND range(0, size(ties) - 1) AS tie
    UNWIND ties[tie] AS position
    WITH position, collect(tie) AS ties_here
    RETURN [position, ties_here]
  }) | entry[1]]
  // Each position takes the smallest label in any of its ties, and then the label of that position
  LET labels = reduce(labels = {of: range(0, size(ring) - 1), done: false}, round IN range(1, size(ring)) |
    CASE WHEN labels.done THEN labels
    ELSE reduce(next = null, smallest IN [[tie IN ties | coll.min([position IN tie | labels.of[position]])]] |
      reduce(next = null, first IN [[ties_here IN ties_of | coll.min([tie IN ties_here | smallest[tie]])]] |
        {of: [position IN first | first[position]], done: first = labels.of}))
    END).of
  LET parts = COLLECT {
    UNWIND [position IN range(0, size(ring) - 1) | [labels[position], 1, nearer[ring[position]]]]
      + [part IN outer | [labels[position_in_ring[part.attached_to[0]]], part.firms_in, []]] AS entry
    WITH entry[0] AS part, sum(entry[1]) AS firms_in, coll.distinct(coll.flatten(collect(entry[2]))) AS attached_to
    RETURN {firms_in: firms_in, attached_to: attached_to}
  }
  RETURN {parts: parts, by_one_firm: attached.by_one_firm + [part IN parts WHERE size(part.attached_to) = 1]}
}[0])
// The rest of a firm's piece stays connected to the busiest firm
LET size_of_piece = [entry IN coll.sort(COLLECT {
  CALL (firms, known) {
    UNWIND range(0, size(firms) - 1) AS first
    RETURN first, 0 AS firms_in
  UNION ALL
    UNWIND known.first AS first
    RETURN first, 1 AS firms_in
  }
  WITH first, sum(firms_in) AS firms_in
  RETURN [first, firms_in]
}) | entry[1]]
LET cut = COLLECT {
  UNWIND attached.by_one_firm AS part
  WITH part.attached_to[0] AS firm, collect(part.firms_in) AS sizes
  RETURN [firm, sizes]
}
UNWIND cut AS without
LET firm = without[0]
LET rest = size_of_piece[known.first[firm]] - 1 - reduce(total = 0, part_size IN without[1] | total + part_size)
LET sizes = CASE rest WHEN 0 THEN without[1] ELSE without[1] + [rest] END
FILTER size(sizes) > 1 AND ($firms = [] OR firms[firm] IN shown)
RETURN DISTINCT firms[firm] AS firm, size(sizes) AS parts,
       reduce(total = 0, part_size IN sizes | total + part_size)
         - reduce(largest = 0, part_size IN sizes | CASE WHEN part_size > largest THEN part_size ELSE largest END) AS cut_off
ORDER BY cut_off DESC, parts DESC, firm
