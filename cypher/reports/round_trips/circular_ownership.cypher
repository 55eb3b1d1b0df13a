// Firms that fund each other in a circle
//
// Every circle of investments, loans, grants of shares and guarantees in which no firm appears
// twice: the same money, or the same promise, can be in several balance sheets. Deals between the
// same two firms in the same direction are one hop; a firm's deals with itself are left out. Each
// circle is shown once and begins at its smallest firm id. --types restricts the circles, for
// example to INVESTS_IN,GRANTS_EQUITY_TO for shares only.
//
// weakest_usd is the amount of the smallest hop; it is empty if the amount of a hop is unknown.
//
// These circles consist of funding only; `loops` also shows those with a purchase or a lease. A
// large graph can have millions of circles: at most --limit are shown, and a note says if there are
// more.
//
// param max_hops int(2..6) = 6 -- the most firms in a circle, 2 to 6
// param limit int(1..10000000) = 100000 -- show at most this many circles
// param types list of choice(INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS) = ["INVESTS_IN", "LENDS_TO", "GRANTS_EQUITY_TO", "BACKSTOPS"] -- the types of capital to include
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
// Only the chosen types of capital
LET owns = [hops IN pays | [hop IN hops WHERE any(edge IN hop[1] WHERE type(edge) IN $types) |
  [hop[0], [edge IN hop[1] WHERE type(edge) IN $types]]]]
LET owned = [hops IN paid_by | [hop IN hops WHERE any(edge IN hop[1] WHERE type(edge) IN $types) |
  [hop[0], [edge IN hop[1] WHERE type(edge) IN $types]]]]
// With --firms, circles are searched for from these firms only
LET chosen = [firm IN range(0, size(firms) - 1) WHERE firms[firm] IN shown]
// Firm by firm, so that the search can stop at the limit
LET found = COLLECT {
  UNWIND CASE $firms WHEN [] THEN range(0, size(firms) - 1) ELSE chosen END AS a
  // Chains grow by one firm at a time, each with the deals of its hops. Their first firm is the
  // smallest, or the smallest of --firms; only firms that fund the first can be the last of a
  // circle of the greatest length
  CALL (a, owns, owned, chosen) {
    LET hops_back = [hop IN owned[a] WHERE hop[0] > a OR $firms <> [] AND NOT hop[0] IN chosen]
    FILTER hops_back <> []
    LET back = [hop IN hops_back | hop[0]]
    CALL (a, owns, back, chosen) {
      UNWIND owns[a] AS hop
      LET next = hop[0]
      FILTER CASE WHEN $max_hops > 2 THEN next > a OR $firms <> [] AND NOT next IN chosen ELSE next IN back END
      RETURN [a, next] AS two, [hop[1]] AS hops_of_two
    }
    CALL (two, hops_of_two, owns, back, chosen) {
      RETURN two AS three, hops_of_two AS hops_of_three
    UNION ALL
      FILTER size(two) = 2 AND $max_hops > 2
      LET first = two[0]
      UNWIND owns[two[-1]] AS hop
      LET next = hop[0]
      FILTER CASE WHEN $max_hops > 3 THEN next > first OR $firms <> [] AND NOT next IN chosen ELSE next IN back END AND NOT next IN two
      RETURN two + next AS three, hops_of_two + [hop[1]] AS hops_of_three
    }
    CALL (three, hops_of_three, owns, back, chosen) {
      RETURN three AS four, hops_of_three AS hops_of_four
    UNION ALL
      FILTER size(three) = 3 AND $max_hops > 3
      LET first = three[0]
      UNWIND owns[three[-1]] AS hop
      LET next = hop[0]
      FILTER CASE WHEN $max_hops > 4 THEN next > first OR $firms <> [] AND NOT next IN chosen ELSE next IN back END AND NOT next IN three
      RETURN three + next AS four, hops_of_three + [hop[1]] AS hops_of_four
    }
    CALL (four, hops_of_four, owns, back, chosen) {
      RETURN four AS five, hops_of_four AS hops_of_five
    UNION ALL
      FILTER size(four) = 4 AND $max_hops > 4
      LET first = four[0]
      UNWIND owns[four[-1]] AS hop
      LET next = hop[0]
      FILTER CASE WHEN $max_hops > 5 THEN next > first OR $firms <> [] AND NOT next IN chosen ELSE next IN back END AND NOT next IN four
      RETURN four + next AS five, hops_of_four + [hop[1]] AS hops_of_five
    }
    CALL (five, hops_of_five, owns, back) {
      RETURN five AS six, hops_of_five AS hops_of_six
    UNION ALL
      FILTER size(five) = 5 AND $max_hops > 5
      UNWIND owns[five[-1]] AS hop
      LET next = hop[0]
      FILTER next IN back AND NOT next IN five
      RETURN five + next AS six, hops_of_five + [hop[1]] AS hops_of_six
    }
    // A circle is a chain whose last firm funds the first
    FILTER six[-1] IN back
    LET begin = coll.indexOf(six, coll.min(six)),
        hops = hops_of_six + [hops_back[coll.indexOf(back, six[-1])][1]]
    RETURN [six[begin..] + six[..begin], hops[begin..] + hops[..begin]] AS circle
  }
  RETURN circle
  // The firms that a firm funds are in order; without --firms the circles are in order, too
  LIMIT CASE $firms WHEN [] THEN $limit ELSE 9223372036854775807 END
}
UNWIND coll.sort(found)[..$limit] AS circle
LET cycle = circle[0], hops = circle[1]
LET usds = [hop IN hops | reduce(total = null, edge IN hop | coalesce(total + edge[usd], total, edge[usd]))]
RETURN [index IN cycle | firms[index]] AS firms, size(cycle) AS hops,
       CASE WHEN NOT any(hop_usd IN usds WHERE hop_usd IS NULL) THEN coll.min(usds) END AS weakest_usd,
       coll.flatten([hop IN hops | coll.sort([edge IN hop | edge.deal])]) AS deals
