// What each firm takes in and pays out
//
// Over all deals that count: in_usd is what others invest in, lend to, give to, guarantee for,
// buy and lease from a firm, out_usd what it does so to others, and net_usd the first less the
// second. A firm with much of both passes money on: its deals make the gross sum of all
// announcements large and bring little new money, which comes from firms that pay more than they
// get (`new_money`). Amounts are announced, not paid. A sum is 0 where there is no deal, and empty
// where there are deals but no amount is known; net_usd is empty where in_usd or out_usd is.
// without_usd counts the firm's deals without an amount; noncash_usd is the part of in_usd and
// out_usd together that is capital but not cash (credits, shares, contingent; warrants and
// guarantees where nothing is said). Firms without deals are left out.
//
// param noncash bool = true -- count capital that is not cash
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
// Capital that is not cash
LET noncash = [edge IN standing
  WHERE type(edge) IN ['INVESTS_IN', 'LENDS_TO', 'GRANTS_EQUITY_TO', 'BACKSTOPS']
    AND coalesce(edge.settlement, CASE type(edge)
      WHEN 'GRANTS_EQUITY_TO' THEN 'shares'
      WHEN 'BACKSTOPS' THEN 'contingent'
    END) IN ['credits', 'shares', 'contingent']]
LET counted = [edge IN standing WHERE $noncash OR NOT edge IN noncash]
UNWIND counted AS edge
LET payer = startNode(edge)[id], payee = endNode(edge)[id]
FILTER payer <> payee
UNWIND [payer, payee] AS firm
FILTER $firms = [] OR firm IN shown
LET is_in = firm = payee, is_soft = edge IN noncash
WITH firm, count(edge) AS deals, count(edge[usd]) AS with_usd,
     count(CASE WHEN is_in THEN edge END) AS deals_in,
     collect(CASE WHEN is_in THEN edge[usd] END) AS known_in,
     collect(CASE WHEN NOT is_in THEN edge[usd] END) AS known_out,
     count(CASE WHEN is_soft THEN edge END) AS soft,
     collect(CASE WHEN is_soft THEN edge[usd] END) AS known_soft
// A sum is empty, not 0, where there are deals but no amount is known
LET in_usd = CASE WHEN deals_in = 0 OR known_in <> [] THEN reduce(total = 0, amount IN known_in | total + amount) END,
    out_usd = CASE WHEN deals_in = deals OR known_out <> [] THEN reduce(total = 0, amount IN known_out | total + amount) END
RETURN firm, in_usd, out_usd, in_usd - out_usd AS net_usd,
       deals - with_usd AS without_usd,
       CASE WHEN soft = 0 OR known_soft <> [] THEN reduce(total = 0, amount IN known_soft | total + amount) END AS noncash_usd
ORDER BY net_usd IS NULL, net_usd DESC, firm
