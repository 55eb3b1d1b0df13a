// Round trips in order of time
//
// Chains of two to four single deals that begin with capital, come back to their first firm, visit
// no other firm twice, hold a purchase or a lease, and can have been announced in this order. A
// deal is known to its day, month, quarter, half or year; where it has no announcement, the
// earliest publication of its sources stands in for the day. A chain is in order when a day can be
// picked for each deal, within what is known of it, so that no day comes before the one of the
// deal before it; two deals of one day are in order. days is the shortest span from the first to
// the last of such days. Deals without any date are left out. Two deals between the same firms
// make two chains, and a chain stands again from each other capital deal from which it is in order.
// announced is as exact as it is known; weakest_usd is the smallest deal, empty where an amount is
// not known. Order in time is no proof that one deal paid for the other.
//
// param max_hops int(2..4) = 3 -- deals in a chain at most, 2 to 4
// param within_days int(0..100000) = 100000 -- leave out chains whose shortest span is longer; without it, none
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
LET dated = [edge IN standing WHERE edge.since IS NOT NULL]
// The firms that pay the first firm: only through one of them a chain comes back
MATCH (a:Firm)
LET payers = COLLECT {
  MATCH (payer:Firm)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(a)
  WHERE edge IN dated
  RETURN DISTINCT payer
}
FILTER payers <> []
CALL (a, payers, dated) {
  MATCH (a)-[e1:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS]->(b:Firm)
  WHERE a <> b AND b IN payers AND e1 IN dated
  MATCH (b)-[e2:BUYS_FROM|LEASES_FROM]->(a)
  WHERE e2 IN dated
  RETURN [e1, e2] AS chain
UNION ALL
  MATCH (a)-[e1:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS]->(b:Firm)
        -[e2:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(c:Firm)
  WHERE $max_hops > 2 AND a <> b AND a <> c AND b <> c AND c IN payers
    AND e1 IN dated AND e2 IN dated
  MATCH (c)-[e3:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(a)
  WHERE e3 IN dated
  RETURN [e1, e2, e3] AS chain
UNION ALL
  MATCH (a)-[e1:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS]->(b:Firm)
        -[e2:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(c:Firm)
  WHERE $max_hops > 3 AND a <> b AND a <> c AND b <> c AND e1 IN dated AND e2 IN dated
  CALL (a, b, c, payers, dated) {
    MATCH (c)-[e3:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(d:Firm)
    WHERE a <> d AND b <> d AND c <> d AND d IN payers AND e3 IN dated
    MATCH (d)-[e4:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(a)
    WHERE e4 IN dated
    RETURN e3, e4
  }
  RETURN [e1, e2, e3, e4] AS chain
}
FILTER any(edge IN chain WHERE type(edge) IN ['BUYS_FROM', 'LEASES_FROM'])
// What is known only to its month begins on the first day of it and ends on the last
LET spans = {month: duration('P1M-1D'), quarter: duration('P3M-1D'), half: duration('P6M-1D'), year: duration('P12M-1D')}
LET firsts = [edge IN chain | edge.since],
    lasts = [edge IN chain | edge.since + coalesce(spans[edge.announced_precision], duration('P0D'))]
FILTER all(later IN range(1, size(chain) - 1) WHERE all(first IN firsts[..later] WHERE first <= lasts[later]))
// The first deal as late, and the last as early, as the others leave room for
LET latest_start = reduce(day = lasts[0], last IN lasts | CASE WHEN last < day THEN last ELSE day END),
    earliest_end = reduce(day = firsts[0], first IN firsts | CASE WHEN first > day THEN first ELSE day END)
LET days = CASE WHEN earliest_end > latest_start THEN duration.inDays(latest_start, earliest_end).days ELSE 0 END
FILTER days <= $within_days
LET firms = [edge IN chain | startNode(edge).id]
FILTER $firms = [] OR any(firm IN firms WHERE firm IN $firms)
// DISTINCT leaves `standing` behind, of which sorting would count a copy for each row
RETURN DISTINCT firms, [edge IN chain | edge.deal] AS deals,
       [edge IN chain | CASE edge.announced_precision
         WHEN 'month' THEN substring(toString(edge.since), 0, 7)
         WHEN 'quarter' THEN edge.since.year + 'Q' + edge.since.quarter
         WHEN 'half' THEN edge.since.year + 'H' + (edge.since.quarter + 1) / 2
         WHEN 'year' THEN toString(edge.since.year)
         ELSE toString(edge.since)
       END] AS announced,
       days,
       CASE WHEN all(edge IN chain WHERE edge[usd] IS NOT NULL) THEN
         reduce(least = chain[0][usd], edge IN chain | CASE WHEN edge[usd] < least THEN edge[usd] ELSE least END) END AS weakest_usd
ORDER BY coalesce(weakest_usd, -1) DESC, days, firms, deals
