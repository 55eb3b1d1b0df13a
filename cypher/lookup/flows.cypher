// Who pays whom, for the drawing of a dossier
//
// One row for each payer, payee and family (capital or revenue) of the deals in force, by the same
// rules as in the reports. usd is null if no amount is known; without_usd counts the deals whose
// amount is unknown. is_shown says whether the row involves one of --firms.
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
LET payer = startNode(edge)[id], payee = endNode(edge)[id]
FILTER payer <> payee
LET family = CASE WHEN type(edge) IN ['BUYS_FROM', 'LEASES_FROM'] THEN 'revenue' ELSE 'capital' END
WITH payer, payee, family, $firms = [] OR payer IN shown OR payee IN shown AS is_shown,
     collect(edge) AS deals, collect(edge[usd]) AS known
RETURN payer, payee, family,
       COLLECT { MATCH (firm:Firm {id: payer}) RETURN firm.name }[0] AS payer_name,
       COLLECT { MATCH (firm:Firm {id: payee}) RETURN firm.name }[0] AS payee_name,
       CASE WHEN known <> [] THEN reduce(total = 0, amount IN known | total + amount) END AS usd,
       coll.sort(coll.distinct([edge IN deals | type(edge)])) AS types,
       coll.sort([edge IN deals | edge.deal]) AS deals,
       size(deals) - size(known) AS without_usd, is_shown
ORDER BY coalesce(usd, -1) DESC, payer, payee, family
