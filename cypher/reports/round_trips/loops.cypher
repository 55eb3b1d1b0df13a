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
// Firm by firm, so that no more is looked for than will be shown
UNWIND COLLECT { MATCH (a:Firm) RETURN a ORDER BY a.id } AS a
// Chains grow by one firm at a time, from the smallest of their firms, each with the deals of its
// hops; the last firm that a loop may have is sought only among those that pay the first
CALL (a, standing, usd) {
  CALL (a, standing) {
    MATCH (a)<-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]-(last:Firm)
    WHERE edge IN standing AND a.id < last.id
    WITH last, collect(edge) AS hop
    RETURN collect(last) AS back, collect(hop) AS hops_back
  }
  FILTER back <> []
  CALL (a, back, standing) {
    MATCH (a)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(next:Firm)
    WHERE edge IN standing AND CASE WHEN $max_hops > 2 THEN a.id < next.id ELSE next IN back END
    WITH next, collect(edge) AS hop
    RETURN [a, next] AS two, [hop] AS hops_of_two
  }
  CALL (two, hops_of_two, back, standing) {
    RETURN two AS three, hops_of_two AS hops_of_three
  UNION ALL
    FILTER size(two) = 2 AND $max_hops > 2
    LET first = two[0], last = two[-1]
    MATCH (last)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(next:Firm)
    WHERE edge IN standing AND NOT next IN two
      AND CASE WHEN $max_hops > 3 THEN first.id < next.id ELSE next IN back END
    WITH next, collect(edge) AS hop
    RETURN two + next AS three, hops_of_two + [hop] AS hops_of_three
  }
  CALL (three, hops_of_three, back, standing) {
    RETURN three AS four, hops_of_three AS hops_of_four
  UNION ALL
    FILTER size(three) = 3 AND $max_hops > 3
    LET first = three[0], last = three[-1]
    MATCH (last)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(next:Firm)
    WHERE edge IN standing AND NOT next IN three
      AND CASE WHEN $max_hops > 4 THEN first.id < next.id ELSE next IN back END
    WITH next, collect(edge) AS hop
    RETURN three + next AS four, hops_of_three + [hop] AS hops_of_four
  }
  CALL (four, hops_of_four, back, standing) {
    RETURN four AS five, hops_of_four AS hops_of_five
  UNION ALL
    FILTER size(four) = 4 AND $max_hops > 4
    LET first = four[0], last = four[-1]
    MATCH (last)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(next:Firm)
    WHERE edge IN standing AND NOT next IN four
      AND CASE WHEN $max_hops > 5 THEN first.id < next.id ELSE next IN back END
    WITH next, collect(edge) AS hop
    RETURN four + next AS five, hops_of_four + [hop] AS hops_of_five
  }
  CALL (five, hops_of_five, back, standing) {
    RETURN five AS six, hops_of_five AS hops_of_six
  UNION ALL
    FILTER size(five) = 5 AND $max_hops > 5
    LET first = five[0], last = five[-1]
    MATCH (last)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(next:Firm)
    WHERE edge IN standing AND NOT next IN five
      AND CASE WHEN $max_hops > 6 THEN first.id < next.id ELSE next IN back END
    WITH next, collect(edge) AS hop
    RETURN five + next AS six, hops_of_five + [hop] AS hops_of_six
  }
  CALL (six, hops_of_six, back, standing) {
    RETURN six AS seven, hops_of_six AS hops_of_seven
  UNION ALL
    FILTER size(six) = 6 AND $max_hops > 6
    LET first = six[0], last = six[-1]
    MATCH (last)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(next:Firm)
    WHERE edge IN standing AND NOT next IN six
      AND CASE WHEN $max_hops > 7 THEN first.id < next.id ELSE next IN back END
    WITH next, collect(edge) AS hop
    RETURN six + next AS seven, hops_of_six + [hop] AS hops_of_seven
  }
  CALL (seven, hops_of_seven, back, standing) {
    RETURN seven AS eight, hops_of_seven AS hops_of_eight
  UNION ALL
    FILTER size(seven) = 7 AND $max_hops > 7
    LET first = seven[0], last = seven[-1]
    MATCH (last)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(next:Firm)
    WHERE edge IN standing AND NOT next IN seven
      AND CASE WHEN $max_hops > 8 THEN first.id < next.id ELSE next IN back END
    WITH next, collect(edge) AS hop
    RETURN seven + next AS eight, hops_of_seven + [hop] AS hops_of_eight
  }
  // A loop is a chain whose last firm pays the first
  FILTER size(eight) >= $min_hops AND eight[-1] IN back
    AND ($firms = [] OR any(firm IN eight WHERE firm.id IN $firms))
  LET hops = hops_of_eight + [hops_back[coll.indexOf(back, eight[-1])]]
  LET usds = [hop IN hops | reduce(total = null, edge IN hop | coalesce(total + edge[usd], total, edge[usd]))]
  LET weakest_usd = CASE WHEN NOT any(hop_usd IN usds WHERE hop_usd IS NULL) THEN coll.min(usds) END
  LET place = CASE $order WHEN 'weakest' THEN -coalesce(weakest_usd, -1) END
  RETURN collect([place, [firm IN eight | firm.id], hops, usds, weakest_usd]) AS loops
}
// Sorted as lists, in the order of which the rows stay: each row that is sorted by itself would
// count a copy of `standing`
UNWIND coll.sort(loops)[..$limit] AS loop
LIMIT CASE $order WHEN 'firms' THEN $limit ELSE 9223372036854775807 END
WITH collect(loop) AS found
UNWIND coll.sort(found)[..$limit] AS loop
LET firms = loop[1], hops = loop[2], usds = loop[3], weakest_usd = loop[4]
LET edge_types = [hop IN hops | coll.sort(coll.distinct([edge IN hop | type(edge)]))]
LET types = coll.flatten(edge_types)
RETURN firms, size(firms) AS hops, edge_types, weakest_usd,
       CASE WHEN weakest_usd IS NOT NULL THEN coll.indexOf(usds, weakest_usd) END AS weakest_hop,
       any(type IN types WHERE type IN ['INVESTS_IN', 'LENDS_TO', 'GRANTS_EQUITY_TO', 'BACKSTOPS']) AS has_capital,
       any(type IN types WHERE type IN ['BUYS_FROM', 'LEASES_FROM']) AS has_revenue,
       coll.flatten([hop IN hops | coll.sort([edge IN hop | edge.deal])]) AS deals
