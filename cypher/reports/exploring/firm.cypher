// Every deal of one firm
//
// What the firm pays and is paid, the largest first, with the sources that state it, the best
// source first. Shares bought from other holders are shown here too. With --by group these are the
// deals of the firm's whole group; those inside the group have its parent on both sides.
//
// param firm firm -- the firm, by id, name or alias
// param as_of date = today -- count only deals that stood on this day
// param statuses list of choice(reported|announced|signed|closed|contingent|terminated) = ["reported", "announced", "signed", "closed", "contingent"] -- count only deals of these statuses
// param sources list of source = [] -- count only deals that one of these sources states
// param min_usd usd = 0 -- leave out single deals known to be smaller, in dollars
// param amount choice(low|headline|high) = headline -- which end of a range counts
// param secondary bool = true -- count shares bought from other holders
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
MATCH (asked:Firm {id: $firm})
LET firm = asked[id]
UNWIND standing AS edge
LET payer = startNode(edge)[id], payee = endNode(edge)[id]
FILTER firm IN [payer, payee]
// DISTINCT leaves `standing` behind, of which sorting would count a copy for each row
RETURN DISTINCT edge.deal AS deal, type(edge) AS type,
       CASE WHEN payer = firm THEN 'payer' ELSE 'payee' END AS role,
       CASE WHEN payer = firm THEN payee ELSE payer END AS other, edge[usd] AS usd,
       edge.status AS status, edge.announced AS announced, edge.sources AS sources
ORDER BY coalesce(usd, -1) DESC, deal
