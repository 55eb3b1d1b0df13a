// How much of all announced money is new
//
// One row over all deals in force. gross_usd is the sum of what was announced. If a firm passes on
// what it gets, the same money is announced twice. new_usd therefore includes, for each firm, only
// what it pays out beyond what it gets. That must come from outside these deals: from other
// customers, savings or lenders, if it comes at all. ratio is new_usd divided by gross_usd, from 0
// to 1.
//
// It is an estimate: all deals are offset against each other, whenever they were announced and
// whatever their term, and a deal whose amount is unknown counts as zero on both sides; without_usd
// is the number of those deals. noncash_usd is the part of gross_usd that is capital but not cash:
// credits, shares and contingent capital, and, unless stated otherwise, warrants and guarantees. A
// sum is empty if no amount is known.
//
// param noncash bool = true -- include capital that is not cash
// param as_of date = today -- include only deals in force on this date
// param statuses list of choice(reported|announced|signed|closed|contingent|terminated) = ["reported", "announced", "signed", "closed", "contingent"] -- include only deals with these statuses, and deals terminated later
// param sources list of source = [] -- include only deals that one of these sources states
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
// Capital that is not cash
LET noncash = [edge IN in_force
  WHERE type(edge) IN ['INVESTS_IN', 'LENDS_TO', 'GRANTS_EQUITY_TO', 'BACKSTOPS']
    AND coalesce(edge.settlement, CASE type(edge)
      WHEN 'GRANTS_EQUITY_TO' THEN 'shares'
      WHEN 'BACKSTOPS' THEN 'contingent'
    END) IN ['credits', 'shares', 'contingent']]
LET counted = [edge IN in_force WHERE $noncash OR NOT edge IN noncash]
LET paid = [edge IN counted WHERE startNode(edge)[id] <> endNode(edge)[id]]
LET known = [edge IN paid WHERE edge[usd] IS NOT NULL]
CALL (known, usd, id) {
  UNWIND known AS edge
  UNWIND [{firm: startNode(edge)[id], pays: edge[usd]}, {firm: endNode(edge)[id], pays: -edge[usd]}] AS leg
  WITH leg.firm AS firm, sum(leg.pays) AS pays
  RETURN sum(CASE WHEN pays > 0 THEN pays ELSE 0 END) AS new
}
LET gross_usd = reduce(total = null, edge IN known | coalesce(total + edge[usd], edge[usd])),
    noncash_deals = [edge IN paid WHERE edge IN noncash]
LET known_noncash = [edge IN noncash_deals WHERE edge[usd] IS NOT NULL]
RETURN gross_usd, CASE WHEN known <> [] THEN new END AS new_usd,
       CASE WHEN gross_usd > 0 THEN round(toFloat(new) / gross_usd, 4) END AS ratio,
       size(paid) - size(known) AS without_usd,
       CASE WHEN known_noncash <> [] OR (noncash_deals = [] AND known <> []) THEN
         reduce(total = 0, edge IN known_noncash | total + edge[usd]) END AS noncash_usd
