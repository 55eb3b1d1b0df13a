// All deals of one firm
//
// What the firm pays and what it is paid, the largest deal first. sources lists the sources of a
// deal, the best one first. Shares bought from other holders are included by default. With --by
// group, these are the deals of the firm's whole group; deals inside the group have its parent on
// both sides.
//
// param firm firm -- the firm, by id, name or alias
// param as_of date = today -- include only deals in force on this date
// param statuses list of choice(reported|announced|signed|closed|contingent|terminated) = ["reported", "announced", "signed", "closed", "contingent"] -- include only deals with these statuses, and deals terminated later
// param sources list of source = [] -- include only deals that one of these sources states
// param min_usd usd = 0 -- leave out deals known to be smaller than this, in US dollars
// param amount choice(low|headline|high) = headline -- which bound of a range to use
// param secondary bool = true -- include shares bought from other holders
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
MATCH (chosen:Firm {id: $firm})
LET firm = chosen[id]
UNWIND in_force AS edge
LET payer = startNode(edge)[id], payee = endNode(edge)[id]
FILTER firm IN [payer, payee]
// DISTINCT drops `in_force`: sorting would count a copy of it in the memory of each row
RETURN DISTINCT edge.deal AS deal, type(edge) AS type,
       CASE WHEN payer = firm THEN 'payer' ELSE 'payee' END AS role,
       CASE WHEN payer = firm THEN payee ELSE payer END AS other, edge[usd] AS usd,
       edge.status AS status, edge.announced AS announced, edge.sources AS sources
ORDER BY coalesce(usd, -1) DESC, deal
