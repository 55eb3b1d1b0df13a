// Every loop of firms along the deals in `deals`
//
// One row for each: the ids of its firms, from the smallest on, its hops (see `folded`), and the smallest
// amount of a hop, null where that of any is not known.
//
// gives loop_firms, loop_hops, weakest_usd
// needs deals
// use network, shown, grown, folded
// param min_hops int(2..8) = 2 -- the fewest firms in a loop, 2 to 8
// param max_hops int(2..8) = 4 -- the most firms in a loop, 2 to 8
// param order choice(firms|weakest) = firms -- sort by firm ids, or with weakest by weakest_usd, the largest first
// param limit int(1..10000000) = 100000 -- show at most this many loops
LET hops_of = [hops IN pays | [hop IN hops | reduce(hop_to = null, deals_of_hop IN [hop[1]] | [hop[0], folded(deals_of_hop)])]]
LET chosen = [index IN range(0, size(firms) - 1) WHERE firms[index] IN shown]
LET found = COLLECT {
  // With --firms only the loops through one of these are walked
  UNWIND CASE $firms WHEN [] THEN range(0, size(firms) - 1) ELSE chosen END AS first
  CALL (first, hops_of, paid, chosen) {
    // The first firm of a loop is the smallest, or the smallest of those asked for
    LET closing = [hop IN paid[first] WHERE hop[0] > first OR $firms <> [] AND NOT hop[0] IN chosen]
    FILTER closing <> []
    LET closing_hops = [hop IN closing | reduce(hop_back = null, deals_of_hop IN [hop[1]] | folded(deals_of_hop))]
    LET last = [hop IN closing | hop[0]], one = {firms: [first], hops: [], grows: true}
    UNWIND grown(one) AS two
    UNWIND grown(two) AS three
    UNWIND grown(three) AS four
    UNWIND grown(four) AS five
    UNWIND grown(five) AS six
    UNWIND grown(six) AS seven
    UNWIND grown(seven) AS chain
    FILTER size(chain.firms) >= $min_hops AND chain.firms[-1] IN last
    LET begin = coll.indexOf(chain.firms, coll.min(chain.firms)),
        all_hops = chain.hops + closing_hops[coll.indexOf(last, chain.firms[-1])]
    LET cycle = chain.firms[begin..] + chain.firms[..begin],
        hops = all_hops[begin..] + all_hops[..begin]
    LET amounts = [hop IN hops | hop.usd]
    LET weakest = CASE WHEN none(amount IN amounts WHERE amount IS NULL) THEN coll.min(amounts) END
    LET rank = CASE $order WHEN 'weakest' THEN -coalesce(weakest, -1) END
    LET loop = [rank, cycle, hops, weakest]
    // Loops that come in the order of their firms are cut off as soon as there are enough
    LIMIT CASE WHEN $order = 'firms' AND $firms = [] THEN $limit ELSE 9223372036854775807 END
    RETURN collect(loop) AS loops
  }
  // Sorted as lists: rows sorted one by one would each count a copy of `deals`
  UNWIND coll.sort(loops)[..$limit] AS loop
  RETURN loop
  LIMIT CASE WHEN $order = 'firms' AND $firms = [] THEN $limit ELSE 9223372036854775807 END
}
UNWIND coll.sort(found)[..$limit] AS loop
LET loop_firms = [index IN loop[1] | firms[index]], loop_hops = loop[2], weakest_usd = loop[3]
