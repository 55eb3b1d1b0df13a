// What each firm takes in and pays out
//
// Over all deals in force, in_usd is what others invest in a firm, lend to it, grant it in shares,
// guarantee for it, and buy or lease from it. out_usd is what the firm does in the same ways for
// others, and net_usd is in_usd less out_usd. A firm with much of both passes money on: its deals
// make the gross sum of all announcements large but bring little new money, which comes from firms
// that pay more than they get (see `new-money`). Amounts are as announced, not as paid.
//
// A sum is 0 if there are no deals, and empty if there are deals but no amount is known; net_usd is
// empty if in_usd or out_usd is. without_usd counts the firm's deals whose amount is unknown.
// noncash_usd is the part of in_usd and out_usd together that is capital but not cash: credits,
// shares and contingent capital, and, unless stated otherwise, warrants and guarantees. Firms
// without deals are left out.
//
// param noncash bool = true -- include capital that is not cash
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
// Capital that is not cash
LET noncash = [edge IN in_force
  WHERE type(edge) IN ['INVESTS_IN', 'LENDS_TO', 'GRANTS_EQUITY_TO', 'BACKSTOPS']
    AND coalesce(edge.settlement, CASE type(edge)
      WHEN 'GRANTS_EQUITY_TO' THEN 'shares'
      WHEN 'BACKSTOPS' THEN 'contingent'
    END) IN ['credits', 'shares', 'contingent']]
LET counted = [edge IN in_force WHERE $noncash OR NOT edge IN noncash]
UNWIND counted AS edge
LET payer = startNode(edge)[id], payee = endNode(edge)[id]
FILTER payer <> payee
UNWIND [payer, payee] AS firm
FILTER $firms = [] OR firm IN shown
LET is_in = firm = payee, is_noncash = edge IN noncash
WITH firm, count(edge) AS deals, count(edge[usd]) AS with_usd,
     count(CASE WHEN is_in THEN edge END) AS deals_in,
     collect(CASE WHEN is_in THEN edge[usd] END) AS known_in,
     collect(CASE WHEN NOT is_in THEN edge[usd] END) AS known_out,
     count(CASE WHEN is_noncash THEN edge END) AS noncash_deals,
     collect(CASE WHEN is_noncash THEN edge[usd] END) AS known_noncash
// A sum is null, not 0, if there are deals but no amount is known
LET in_usd = CASE WHEN deals_in = 0 OR known_in <> [] THEN reduce(total = 0, amount IN known_in | total + amount) END,
    out_usd = CASE WHEN deals_in = deals OR known_out <> [] THEN reduce(total = 0, amount IN known_out | total + amount) END
RETURN firm, in_usd, out_usd, in_usd - out_usd AS net_usd,
       deals - with_usd AS without_usd,
       CASE WHEN noncash_deals = 0 OR known_noncash <> [] THEN reduce(total = 0, amount IN known_noncash | total + amount) END AS noncash_usd
ORDER BY net_usd IS NULL, net_usd DESC, firm
