// How much each firm depends on its largest payer
//
// What a firm is paid as a seller or lessor, by payer: top_payer pays it the most (of several the
// first by id), top_share is that payer's share of inflow_usd, and hhi is the Herfindahl index:
// the sum of the squares of all payers' shares, 1 where one pays everything. Only known amounts
// count, over the whole term of a deal; a firm's deals with itself are left out. without_usd
// counts the deals without a known amount: with some, the shares may be smaller than they look;
// where no amount is known, all else is empty.
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
FILTER type(edge) IN ['BUYS_FROM', 'LEASES_FROM']
LET payer = startNode(edge)[id], payee = endNode(edge)[id]
FILTER payer <> payee
WITH payee AS firm, payer, shown, sum(edge[usd]) AS paid, count(*) - count(edge[usd]) AS unknown
ORDER BY paid DESC, payer
WITH firm, shown, collect({payer: payer, usd: paid}) AS payers, sum(paid) AS inflow,
     sum(unknown) AS without_usd
// Without a known amount there is nothing to share
LET inflow_usd = CASE WHEN inflow > 0 THEN inflow END
LET top_payer = CASE WHEN inflow > 0 THEN payers[0].payer END
FILTER $firms = [] OR firm IN shown OR top_payer IN shown
RETURN firm, top_payer, round(toFloat(payers[0].usd) / inflow_usd, 4) AS top_share,
       round(reduce(sum = 0.0, one IN payers | sum + (toFloat(one.usd) / inflow_usd) ^ 2), 4) AS hhi,
       inflow_usd, without_usd
ORDER BY coalesce(hhi, -1) DESC, coalesce(inflow_usd, -1) DESC, firm
