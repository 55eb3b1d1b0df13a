// Firms that buy from each other
//
// Two firms that buy or lease from each other: each books the other's orders as revenue. Each pair
// is shown once, in the order of the firm ids. first_usd is what the first firm buys and leases
// from the second, and second_usd what the second does from the first. matched_usd is the smaller
// of them; it is empty if one of them is unknown. without_usd counts the deals of the row whose
// amount is unknown.
//
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
UNWIND in_force AS edge
FILTER type(edge) IN ['BUYS_FROM', 'LEASES_FROM']
LET payer = startNode(edge)[id], payee = endNode(edge)[id]
FILTER payer <> payee
FILTER $firms = [] OR payer IN shown OR payee IN shown
WITH CASE WHEN payer < payee THEN [payer, payee] ELSE [payee, payer] END AS firms, usd,
     collect(CASE WHEN payer < payee THEN edge END) AS firsts,
     collect(CASE WHEN payer > payee THEN edge END) AS seconds
FILTER firsts <> [] AND seconds <> []
// A sum is null, not 0, if no amount is known
LET first_usd = reduce(total = null, edge IN firsts | coalesce(total + edge[usd], total, edge[usd])),
    second_usd = reduce(total = null, edge IN seconds | coalesce(total + edge[usd], total, edge[usd]))
RETURN firms, first_usd, second_usd,
       CASE WHEN first_usd < second_usd THEN first_usd
            WHEN first_usd IS NOT NULL THEN second_usd END AS matched_usd,
       COLLECT { UNWIND firsts + seconds AS edge RETURN edge.deal AS deal ORDER BY deal } AS deals,
       size([edge IN firsts + seconds WHERE edge[usd] IS NULL]) AS without_usd
ORDER BY coalesce(matched_usd, -1) DESC, firms
