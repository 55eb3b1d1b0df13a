// Who pays whom, as a picture draws it
//
// One row for each payer, payee and family (capital or revenue) of the deals in force, by the same
// rules as the reports. usd is null if no amount is known; without_usd counts deals without one.
// is_shown says whether one of --firms is the payer or payee.
//
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
UNWIND standing AS edge
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
