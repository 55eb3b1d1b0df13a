// The parts of the network that hang by a single firm, from the outermost ring of firms inwards
//
// A ring is all firms that are equally far from the busiest of their piece. Each part is
// {firms_in, hangs_by}: how many firms it has, and the one firm, by index, that it falls off without.
//
// gives hanging_parts, busiest
// use distances
LET nearer = [firm IN range(0, size(firms) - 1) | [other IN near[firm] WHERE steps[other] < steps[firm]]],
    beside = [firm IN range(0, size(firms) - 1) | [other IN near[firm] WHERE steps[other] = steps[firm]]]
LET rings = COLLECT {
  UNWIND range(0, size(firms) - 1) AS firm
  WITH steps[firm] AS step, collect(firm) AS ring ORDER BY step
  RETURN ring
}
LET place_in_ring = [entry IN coll.sort(COLLECT {
  UNWIND rings AS ring
  UNWIND range(0, size(ring) - 1) AS place
  RETURN [ring[place], place]
}) | entry[1]]
LET hanging = reduce(hanging = {parts: [], by_one: []}, step IN range(size(rings) - 1, 1, -1) | COLLECT {
  LET ring = rings[step], outer = hanging.parts
  // What holds places of the ring together: firms of it that are near each other, and outer parts
  LET ties = [firm IN ring | [place_in_ring[firm]] + [other IN beside[firm] | place_in_ring[other]]]
    + [part IN outer | [firm IN part.hangs_by | place_in_ring[firm]]]
  LET ties_of = [entry IN coll.sort(COLLECT {
    UNWIND range(0, size(ties) - 1) AS tie
    UNWIND ties[tie] AS place
    WITH place, collect(tie) AS of_place
    RETURN [place, of_place]
  }) | entry[1]]
  // Each place takes over the first that any of its ties knows, and what that one knows by then
  LET held = reduce(held = {first: range(0, size(ring) - 1), done: false}, round IN range(1, size(ring)) |
    CASE WHEN held.done THEN held
    ELSE reduce(next = null, first_of_tie IN [[tie IN ties | coll.min([place IN tie | held.first[place]])]] |
      reduce(next = null, first IN [[of_place IN ties_of | coll.min([tie IN of_place | first_of_tie[tie]])]] |
        {first: [place IN first | first[place]], done: first = held.first}))
    END).first
  LET parts = COLLECT {
    UNWIND [place IN range(0, size(ring) - 1) | [held[place], 1, nearer[ring[place]]]]
      + [part IN outer | [held[place_in_ring[part.hangs_by[0]]], part.firms_in, []]] AS piece
    WITH piece[0] AS part, sum(piece[1]) AS firms_in, coll.distinct(coll.flatten(collect(piece[2]))) AS hangs_by
    RETURN {firms_in: firms_in, hangs_by: hangs_by}
  }
  RETURN {parts: parts, by_one: hanging.by_one + [part IN parts WHERE size(part.hangs_by) = 1]}
}[0])
LET hanging_parts = hanging.by_one
