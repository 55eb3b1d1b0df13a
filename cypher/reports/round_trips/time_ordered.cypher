// Round trips in order of time
//
// Chains of two to four single deals that begin with capital, come back to their first firm, visit
// no other firm twice, hold a purchase or a lease, and can have been announced in this order. A
// deal is known to its day, month, quarter, half or year; where it has no announcement, the
// earliest publication of its sources stands in for the day. A chain is in order when a day can be
// picked for each deal, within what is known of it, so that no day comes before the one of the
// deal before it; two deals of one day are in order. days is the shortest span from the first to
// the last of such days. Deals without any date are left out; a note tells how many there are. Two
// deals between the same firms make two chains, and a chain stands again from each other capital
// deal from which it is in order. announced is as exact as it is known; weakest_usd is the smallest
// deal, empty where an amount is not known; chains stand in its order, the largest first. In large
// graphs no more than --limit are shown, and a note says if there are more. Order in time is no
// proof that one deal paid for the other.
//
// param max_hops int(2..4) = 3 -- deals in a chain at most, 2 to 4
// param within_days int(0..100000) = 100000 -- leave out chains whose shortest span is longer; without it, none
// param limit int(1..10000000) = 100000 -- show at most so many chains
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
// What is known to its month begins on the first day of it and ends on the last
LET spans = {month: duration('P1M-1D'), quarter: duration('P3M-1D'), half: duration('P6M-1D'), year: duration('P12M-1D')}
// Of each firm those whom it pays with a deal that has a date, and these deals
LET dated = [hops IN pays | [hop IN hops WHERE any(edge IN hop[1] WHERE edge.since IS NOT NULL) |
  [hop[0], [edge IN hop[1] WHERE edge.since IS NOT NULL]]]]
// Of each firm the chains that begin at it
LET found = COLLECT {
  UNWIND range(0, size(firms) - 1) AS a
  CALL (a, paid, dated, spans, firms, shown, usd) {
    // A chain comes back only through a firm that pays the first
    LET hops_back = [hop IN paid[a] WHERE any(edge IN hop[1] WHERE edge.since IS NOT NULL)]
    FILTER hops_back <> []
    LET payers = [hop IN hops_back | hop[0]],
        backs = [hop IN hops_back | [edge IN hop[1] WHERE edge.since IS NOT NULL]]
    // Chains grow by one deal at a time and begin as late, and end as early, as their deals allow
    CALL (a, dated, spans) {
      UNWIND dated[a] AS hop
      UNWIND hop[1] AS edge
      FILTER type(edge) IN ['INVESTS_IN', 'LENDS_TO', 'GRANTS_EQUITY_TO', 'BACKSTOPS']
      LET latest = edge.since + coalesce(spans[edge.announced_precision], duration('P0D'))
      RETURN {firms: [a, hop[0]], deals: [edge], begins: latest, ends: edge.since} AS one
    }
    CALL (one, payers, dated, spans) {
      RETURN one AS two
    UNION ALL
      FILTER size(one.deals) = 1 AND $max_hops > 2
      // A comprehension leaves the most of them out quicker than FILTER would
      UNWIND CASE WHEN $max_hops > 3 THEN dated[one.firms[-1]] ELSE [hop IN dated[one.firms[-1]] WHERE hop[0] IN payers] END AS hop
      LET next = hop[0]
      FILTER NOT next IN one.firms
      UNWIND hop[1] AS edge
      LET latest = edge.since + coalesce(spans[edge.announced_precision], duration('P0D'))
      LET ends = CASE WHEN edge.since > one.ends THEN edge.since ELSE one.ends END,
          begins = CASE WHEN latest < one.begins THEN latest ELSE one.begins END
      FILTER one.ends <= latest AND duration.inDays(begins, ends).days <= $within_days
      RETURN {firms: one.firms + next, deals: one.deals + edge, begins: begins, ends: ends} AS two
    }
    CALL (two, payers, dated, spans) {
      RETURN two AS three
    UNION ALL
      FILTER size(two.deals) = 2 AND $max_hops > 3
      UNWIND dated[two.firms[-1]] AS hop
      LET next = hop[0]
      FILTER next IN payers AND NOT next IN two.firms
      UNWIND hop[1] AS edge
      LET latest = edge.since + coalesce(spans[edge.announced_precision], duration('P0D'))
      LET ends = CASE WHEN edge.since > two.ends THEN edge.since ELSE two.ends END,
          begins = CASE WHEN latest < two.begins THEN latest ELSE two.begins END
      FILTER two.ends <= latest AND duration.inDays(begins, ends).days <= $within_days
      RETURN {firms: two.firms + next, deals: two.deals + edge, begins: begins, ends: ends} AS three
    }
    // A chain closes with a deal in which its last firm pays the first
    CALL (a, three, payers, backs, spans) {
      FILTER three.firms[-1] IN payers
      UNWIND backs[coll.indexOf(payers, three.firms[-1])] AS edge
      LET latest = edge.since + coalesce(spans[edge.announced_precision], duration('P0D'))
      LET ends = CASE WHEN edge.since > three.ends THEN edge.since ELSE three.ends END
      FILTER three.ends <= latest
      RETURN three.deals + edge AS chain,
             CASE WHEN three.begins < ends THEN duration.inDays(three.begins, ends).days ELSE 0 END AS days
    }
    FILTER days <= $within_days AND any(edge IN chain WHERE type(edge) IN ['BUYS_FROM', 'LEASES_FROM'])
    FILTER $firms = [] OR any(place IN three.firms WHERE firms[place] IN shown)
    LET weakest_usd = CASE WHEN all(edge IN chain WHERE edge[usd] IS NOT NULL) THEN coll.min([edge IN chain | edge[usd]]) END
    RETURN collect([-coalesce(weakest_usd, -1), days, three.firms, [edge IN chain | edge.deal], chain, weakest_usd]) AS chains
  }
  // Sorted as lists, in the order of which the rows stay: each row that is sorted by itself would
  // count a copy of `standing`
  UNWIND coll.sort(chains)[..$limit] AS chain
  RETURN chain
}
UNWIND coll.sort(found)[..$limit] AS one
LET chain = one[4]
RETURN [place IN one[2] | firms[place]] AS firms, one[3] AS deals,
       [edge IN chain | CASE edge.announced_precision
         WHEN 'month' THEN substring(toString(edge.since), 0, 7)
         WHEN 'quarter' THEN edge.since.year + 'Q' + edge.since.quarter
         WHEN 'half' THEN edge.since.year + 'H' + (edge.since.quarter + 1) / 2
         WHEN 'year' THEN toString(edge.since.year)
         ELSE toString(edge.since)
       END] AS announced,
       one[1] AS days, one[5] AS weakest_usd
