// Round trips in chronological order
//
// Chains of two to four single deals that begin with capital, return to their first firm, visit no
// other firm twice, contain a purchase or a lease, and can have been announced in this order.
//
// A deal is dated to its day, month, quarter, half-year or year; if it has no announcement, the
// earliest publication of its sources is used. A chain is in order if a day can be chosen for each
// deal, within its date, so that no day is before that of the deal before it; deals of the same day
// are in order. Two deals between the same firms make two chains. A closed chain is shown again for
// each other capital deal from which it is in order. Deals without any date are left out, and a
// note says how many there are.
//
// days is the shortest possible span from the first to the last day. announced gives the date of
// each deal as precisely as it is known. weakest_usd is the amount of the smallest deal; it is
// empty if an amount is unknown. Chains with the largest weakest_usd come first. At most --limit
// are shown, and a note says if there are more.
//
// Chronological order does not prove that one deal paid for the other.
//
// param max_hops int(2..4) = 3 -- the most deals in a chain, 2 to 4
// param within_days int(0..100000) = 100000 -- leave out chains that span more days than this
// param limit int(1..10000000) = 100000 -- show at most this many chains
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
// A date known to its month can be any day from the first to the last of the month
LET spans = {month: duration('P1M-1D'), quarter: duration('P3M-1D'), half: duration('P6M-1D'), year: duration('P12M-1D')}
// For each firm, the firms that it pays with a dated deal, and these deals
LET dated = [hops IN pays | [hop IN hops WHERE any(edge IN hop[1] WHERE edge.since IS NOT NULL) |
  [hop[0], [edge IN hop[1] WHERE edge.since IS NOT NULL]]]]
// The chains that begin at each firm
LET found = COLLECT {
  UNWIND range(0, size(firms) - 1) AS a
  CALL (a, paid_by, dated, spans, firms, shown, usd) {
    // A chain can return only through a firm that pays the first
    LET hops_back = [hop IN paid_by[a] WHERE any(edge IN hop[1] WHERE edge.since IS NOT NULL)]
    FILTER hops_back <> []
    LET payers = [hop IN hops_back | hop[0]],
        backs = [hop IN hops_back | [edge IN hop[1] WHERE edge.since IS NOT NULL]]
    // Chains grow by one deal at a time. They begin as late and end as early as their deals allow
    CALL (a, dated, spans) {
      UNWIND dated[a] AS hop
      UNWIND hop[1] AS edge
      FILTER type(edge) IN ['INVESTS_IN', 'LENDS_TO', 'GRANTS_EQUITY_TO', 'BACKSTOPS']
      LET latest = edge.since + coalesce(spans[edge.announced_precision], duration('P0D'))
      RETURN {firms: [a, hop[0]], deals: [edge], begins: latest, ends: edge.since} AS single
    }
    CALL (single, payers, dated, spans) {
      RETURN single AS two
    UNION ALL
      FILTER size(single.deals) = 1 AND $max_hops > 2
      // A list comprehension drops most of them faster than FILTER
      UNWIND CASE WHEN $max_hops > 3 THEN dated[single.firms[-1]] ELSE [hop IN dated[single.firms[-1]] WHERE hop[0] IN payers] END AS hop
      LET next = hop[0]
      FILTER NOT next IN single.firms
      UNWIND hop[1] AS edge
      LET latest = edge.since + coalesce(spans[edge.announced_precision], duration('P0D'))
      LET ends = CASE WHEN edge.since > single.ends THEN edge.since ELSE single.ends END,
          begins = CASE WHEN latest < single.begins THEN latest ELSE single.begins END
      FILTER single.ends <= latest AND duration.inDays(begins, ends).days <= $within_days
      RETURN {firms: single.firms + next, deals: single.deals + edge, begins: begins, ends: ends} AS two
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
    // A chain is closed by a deal in which its last firm pays the first
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
    FILTER $firms = [] OR any(firm IN three.firms WHERE firms[firm] IN shown)
    LET weakest_usd = CASE WHEN all(edge IN chain WHERE edge[usd] IS NOT NULL) THEN coll.min([edge IN chain | edge[usd]]) END
    RETURN collect([-coalesce(weakest_usd, -1), days, three.firms, [edge IN chain | edge.deal], chain, weakest_usd]) AS chains
  }
  // Sorted as a list, and the rows keep its order: sorting rows would count a copy of `in_force` in
  // the memory of each
  UNWIND coll.sort(chains)[..$limit] AS chain
  RETURN chain
}
UNWIND coll.sort(found)[..$limit] AS entry
LET chain = entry[4]
RETURN [index IN entry[2] | firms[index]] AS firms, entry[3] AS deals,
       [edge IN chain | CASE edge.announced_precision
         WHEN 'month' THEN substring(toString(edge.since), 0, 7)
         WHEN 'quarter' THEN edge.since.year + 'Q' + edge.since.quarter
         WHEN 'half' THEN edge.since.year + 'H' + (edge.since.quarter + 1) / 2
         WHEN 'year' THEN toString(edge.since.year)
         ELSE toString(edge.since)
       END] AS announced,
       entry[1] AS days, entry[5] AS weakest_usd
