// Loops of firms
//
// Every loop along which money can flow back to where it started, with no firm appearing twice.
// Deals between the same two firms in the same direction are one hop; a firm's deals with itself
// are left out. Each loop is shown once and begins at its smallest firm id. A loop with capital and
// revenue is a round trip.
//
// edge_types lists the types of each hop. weakest_usd is the amount of the smallest hop; it is
// empty if the amount of a hop is unknown. weakest_hop is the number of that hop, counted from 0.
//
// A large graph can have millions of loops: at most --limit are shown, and a note says if there are
// more.
//
// param min_hops int(2..8) = 2 -- the fewest firms in a loop, 2 to 8
// param max_hops int(2..8) = 4 -- the most firms in a loop, 2 to 8
// param order choice(firms|weakest) = firms -- sort by firm ids, or with weakest by weakest_usd, the largest first
// param limit int(1..10000000) = 100000 -- show at most this many loops
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
// With --firms, loops are searched for from these firms only
LET chosen = [firm IN range(0, size(firms) - 1) WHERE firms[firm] IN shown]
// Firm by firm, so that the search can stop at the limit
LET found = COLLECT {
  UNWIND CASE $firms WHEN [] THEN range(0, size(firms) - 1) ELSE chosen END AS a
  // Chains grow by one firm at a time, each with the deals of its hops. Only firms that pay the
  // first can be the last of a loop of the greatest length
  CALL (a, firms, pays, paid_by, chosen, usd) {
    // The first firm is the smallest, or the smallest of --firms
    LET hops_back = [hop IN paid_by[a] WHERE hop[0] > a OR $firms <> [] AND NOT hop[0] IN chosen]
    FILTER hops_back <> []
    LET back = [hop IN hops_back | hop[0]]
    CALL (a, back, pays, chosen) {
      UNWIND pays[a] AS hop
      LET next = hop[0]
      FILTER CASE WHEN $max_hops > 2 THEN next > a OR $firms <> [] AND NOT next IN chosen ELSE next IN back END
      RETURN [a, next] AS two, [hop[1]] AS hops_of_two
    }
    CALL (two, hops_of_two, back, pays, chosen) {
      RETURN two AS three, hops_of_two AS hops_of_three
    UNION ALL
      FILTER size(two) = 2 AND $max_hops > 2
      LET first = two[0]
      UNWIND pays[two[-1]] AS hop
      LET next = hop[0]
      FILTER CASE WHEN $max_hops > 3 THEN next > first OR $firms <> [] AND NOT next IN chosen ELSE next IN back END AND NOT next IN two
      RETURN two + next AS three, hops_of_two + [hop[1]] AS hops_of_three
    }
    CALL (three, hops_of_three, back, pays, chosen) {
      RETURN three AS four, hops_of_three AS hops_of_four
    UNION ALL
      FILTER size(three) = 3 AND $max_hops > 3
      LET first = three[0]
      UNWIND pays[three[-1]] AS hop
      LET next = hop[0]
      FILTER CASE WHEN $max_hops > 4 THEN next > first OR $firms <> [] AND NOT next IN chosen ELSE next IN back END AND NOT next IN three
      RETURN three + next AS four, hops_of_three + [hop[1]] AS hops_of_four
    }
    CALL (four, hops_of_four, back, pays, chosen) {
      RETURN four AS five, hops_of_four AS hops_of_five
    UNION ALL
      FILTER size(four) = 4 AND $max_hops > 4
      LET first = four[0]
      UNWIND pays[four[-1]] AS hop
      LET next = hop[0]
      FILTER CASE WHEN $max_hops > 5 THEN next > first OR $firms <> [] AND NOT next IN chosen ELSE next IN back END AND NOT next IN four
      RETURN four + next AS five, hops_of_four + [hop[1]] AS hops_of_five
    }
    CALL (five, hops_of_five, back, pays, chosen) {
      RETURN five AS six, hops_of_five AS hops_of_six
    UNION ALL
      FILTER size(five) = 5 AND $max_hops > 5
      LET first = five[0]
      UNWIND pays[five[-1]] AS hop
      LET next = hop[0]
      FILTER CASE WHEN $max_hops > 6 THEN next > first OR $firms <> [] AND NOT next IN chosen ELSE next IN back END AND NOT next IN five
      RETURN five + next AS six, hops_of_five + [hop[1]] AS hops_of_six
    }
    CALL (six, hops_of_six, back, pays, chosen) {
      RETURN six AS seven, hops_of_six AS hops_of_seven
    UNION ALL
      FILTER size(six) = 6 AND $max_hops > 6
      LET first = six[0]
      UNWIND pays[six[-1]] AS hop
      LET next = hop[0]
      FILTER CASE WHEN $max_hops > 7 THEN next > first OR $firms <> [] AND NOT next IN chosen ELSE next IN back END AND NOT next IN six
      RETURN six + next AS seven, hops_of_six + [hop[1]] AS hops_of_seven
    }
    CALL (seven, hops_of_seven, back, pays, chosen) {
      RETURN seven AS eight, hops_of_seven AS hops_of_eight
    UNION ALL
      FILTER size(seven) = 7 AND $max_hops > 7
      LET first = seven[0]
      UNWIND pays[seven[-1]] AS hop
      LET next = hop[0]
      FILTER CASE WHEN $max_hops > 8 THEN next > first OR $firms <> [] AND NOT next IN chosen ELSE next IN back END AND NOT next IN seven
      RETURN seven + next AS eight, hops_of_seven + [hop[1]] AS hops_of_eight
    }
    // A loop is a chain whose last firm pays the first
    FILTER size(eight) >= $min_hops AND eight[-1] IN back
    LET begin = coll.indexOf(eight, coll.min(eight)),
        hops_from_first = hops_of_eight + [hops_back[coll.indexOf(back, eight[-1])][1]]
    LET cycle = eight[begin..] + eight[..begin], hops = hops_from_first[begin..] + hops_from_first[..begin]
    LET usds = [hop IN hops | reduce(total = null, edge IN hop | coalesce(total + edge[usd], total, edge[usd]))]
    LET weakest_usd = CASE WHEN NOT any(hop_usd IN usds WHERE hop_usd IS NULL) THEN coll.min(usds) END
    LET rank = CASE $order WHEN 'weakest' THEN -coalesce(weakest_usd, -1) END
    LET loop = [rank, cycle, hops, usds, weakest_usd]
    // The firms that a firm pays are in order, and so are the loops that begin at one firm
    LIMIT CASE WHEN $order = 'firms' AND $firms = [] THEN $limit ELSE 9223372036854775807 END
    RETURN collect(loop) AS loops
  }
  // Sorted as a list, and the rows keep its order: sorting rows would count a copy of `in_force` in
  // the memory of each
  UNWIND coll.sort(loops)[..$limit] AS loop
  RETURN loop
  LIMIT CASE WHEN $order = 'firms' AND $firms = [] THEN $limit ELSE 9223372036854775807 END
}
UNWIND coll.sort(found)[..$limit] AS loop
LET cycle = loop[1], hops = loop[2], usds = loop[3], weakest_usd = loop[4]
LET edge_types = [hop IN hops | coll.sort(coll.distinct([edge IN hop | type(edge)]))]
LET types = coll.flatten(edge_types)
RETURN [index IN cycle | firms[index]] AS firms, size(cycle) AS hops, edge_types, weakest_usd,
       CASE WHEN weakest_usd IS NOT NULL THEN coll.indexOf(usds, weakest_usd) END AS weakest_hop,
       any(type IN types WHERE type IN ['INVESTS_IN', 'LENDS_TO', 'GRANTS_EQUITY_TO', 'BACKSTOPS']) AS has_capital,
       any(type IN types WHERE type IN ['BUYS_FROM', 'LEASES_FROM']) AS has_revenue,
       coll.flatten([hop IN hops | coll.sort([edge IN hop | edge.deal])]) AS deals
