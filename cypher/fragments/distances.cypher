// How many steps each firm is from the busiest firm of its piece of the network
//
// Whichever way money flows. `near` lists the firms near each firm, `busiest` the busiest firm of its
// piece, by its place in the order of business, `steps` how far that is. It becomes known to one ring of
// firms after the other, since each passes on the first that it knows in the order of business.
//
// gives near, busiest, steps
// needs firms, pays, paid
LET near = [firm IN range(0, size(firms) - 1) | coll.distinct([hop IN pays[firm] + paid[firm] | hop[0]])]
LET order = [entry IN coll.sort([firm IN range(0, size(firms) - 1) | [-size(near[firm]), firm]]) | entry[1]]
LET known = reduce(
  known = {
    first: [entry IN coll.sort([place IN range(0, size(firms) - 1) | [order[place], place]]) | entry[1]],
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
LET busiest = known.first, steps = known.steps
