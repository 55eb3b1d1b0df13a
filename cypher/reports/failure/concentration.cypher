// How much each firm depends on its largest payer
//
// What a firm is paid as a seller or lessor, by payer. top_payer pays it the most (of several, the
// first by id), and top_share is that payer's share of inflow_usd. hhi is the Herfindahl index, the
// sum of the squared shares of all payers: 1 if a single one pays everything.
//
// Only known amounts are included, over the full term of a deal; a firm's deals with itself are
// left out. without_usd counts the deals whose amount is unknown: if there are any, the true shares
// may be smaller. If no amount is known, all columns but firm and without_usd are empty.
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
WITH payee AS firm, payer, shown, sum(edge[usd]) AS paid, count(*) - count(edge[usd]) AS unknown
ORDER BY paid DESC, payer
WITH firm, shown, collect({payer: payer, usd: paid}) AS payers, sum(paid) AS inflow,
     sum(unknown) AS without_usd
// Without a known amount there are no shares
LET inflow_usd = CASE WHEN inflow > 0 THEN inflow END
LET top_payer = CASE WHEN inflow > 0 THEN payers[0].payer END
FILTER $firms = [] OR firm IN shown OR top_payer IN shown
RETURN firm, top_payer, round(toFloat(payers[0].usd) / inflow_usd, 4) AS top_share,
       round(reduce(sum = 0.0, entry IN payers | sum + (toFloat(entry.usd) / inflow_usd) ^ 2), 4) AS hhi,
       inflow_usd, without_usd
ORDER BY coalesce(hhi, -1) DESC, coalesce(inflow_usd, -1) DESC, firm
