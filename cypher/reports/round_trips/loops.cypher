// Loops of firms
//
// Every closed walk along the money in which no firm comes twice. Deals between the same two
// firms in the same direction are one hop; a firm's deals with itself are left out. Each loop
// stands once and begins at its smallest firm id. edge_types lists the types of each hop;
// weakest_usd is the smallest hop, empty where the amount of a hop is not known, and weakest_hop
// says which hop that is, counted from 0. A loop with capital and revenue is a round trip. In large
// graphs there are millions of loops: no more than --limit are shown, and a note says if there are
// more.
//
// param min_hops int(2..8) = 2 -- firms in a loop at least, 2 to 8
// param max_hops int(2..8) = 4 -- firms in a loop at most, 2 to 8
// param order choice(firms|weakest) = firms -- by the names of the firms, or the largest weakest_usd first
// param limit int(1..10000000) = 100000 -- show at most so many loops
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
// Loops of firms that are asked for are looked for from these, so that not all others are walked
LET chosen = [place IN range(0, size(firms) - 1) WHERE firms[place] IN shown]
// Firm by firm, so that no more is looked for than will be shown
LET found = COLLECT {
  UNWIND CASE $firms WHEN [] THEN range(0, size(firms) - 1) ELSE chosen END AS a
  // Chains grow by one firm at a time, from the first of their firms, each with the deals of its
  // hops; the last firm that a loop may have is sought only among those that pay the first
  CALL (a, firms, pays, paid, chosen, usd) {
    // The first is the smallest of all, or of those that are asked for
    LET hops_back = [hop IN paid[a] WHERE hop[0] > a OR $firms <> [] AND NOT hop[0] IN chosen]
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
        hops_there = hops_of_eight + [hops_back[coll.indexOf(back, eight[-1])][1]]
    LET cycle = eight[begin..] + eight[..begin], hops = hops_there[begin..] + hops_there[..begin]
    LET usds = [hop IN hops | reduce(total = null, edge IN hop | coalesce(total + edge[usd], total, edge[usd]))]
    LET weakest_usd = CASE WHEN NOT any(hop_usd IN usds WHERE hop_usd IS NULL) THEN coll.min(usds) END
    LET rank = CASE $order WHEN 'weakest' THEN -coalesce(weakest_usd, -1) END
    LET one = [rank, cycle, hops, usds, weakest_usd]
    // Whom a firm pays is in order, and so are the loops of one first firm
    LIMIT CASE WHEN $order = 'firms' AND $firms = [] THEN $limit ELSE 9223372036854775807 END
    RETURN collect(one) AS loops
  }
  // Sorted as lists, in the order of which the rows stay: each row that is sorted by itself would
  // count a copy of `standing`
  UNWIND coll.sort(loops)[..$limit] AS loop
  RETURN loop
  LIMIT CASE WHEN $order = 'firms' AND $firms = [] THEN $limit ELSE 9223372036854775807 END
}
UNWIND coll.sort(found)[..$limit] AS loop
LET cycle = loop[1], hops = loop[2], usds = loop[3], weakest_usd = loop[4]
LET edge_types = [hop IN hops | coll.sort(coll.distinct([edge IN hop | type(edge)]))]
LET types = coll.flatten(edge_types)
RETURN [place IN cycle | firms[place]] AS firms, size(cycle) AS hops, edge_types, weakest_usd,
       CASE WHEN weakest_usd IS NOT NULL THEN coll.indexOf(usds, weakest_usd) END AS weakest_hop,
       any(type IN types WHERE type IN ['INVESTS_IN', 'LENDS_TO', 'GRANTS_EQUITY_TO', 'BACKSTOPS']) AS has_capital,
       any(type IN types WHERE type IN ['BUYS_FROM', 'LEASES_FROM']) AS has_revenue,
       coll.flatten([hop IN hops | coll.sort([edge IN hop | edge.deal])]) AS deals
