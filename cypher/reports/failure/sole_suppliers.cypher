// Buyers that depend on one supplier
//
// Buyers and lessees that spend at least the given share of their known spending with one supplier.
// usd is what they spend there, over the full term of the deals. other_suppliers is the number of
// their other suppliers, with or without known amounts. A firm's deals with itself are left out.
// without_usd counts the buyer's deals whose amount is unknown, with any supplier: if there are
// any, the true share may be different.
//
// param share float = 0.8 -- show suppliers that get at least this share
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
WITH payer AS buyer, payee AS supplier, shown, sum(edge[usd]) AS usd, count(edge[usd]) AS known, count(*) AS deals
WITH buyer, shown, collect({id: supplier, usd: usd, known: known}) AS suppliers, sum(usd) AS spent,
     sum(deals) - sum(known) AS without_usd
UNWIND suppliers AS supplier
LET share = CASE WHEN spent > 0 AND supplier.known > 0 THEN toFloat(supplier.usd) / spent END
FILTER share >= $share AND ($firms = [] OR buyer IN shown OR supplier.id IN shown)
RETURN buyer, supplier.id AS supplier, round(share, 4) AS share,
       supplier.usd AS usd, size(suppliers) - 1 AS other_suppliers, without_usd
ORDER BY usd DESC, share DESC, buyer, supplier
