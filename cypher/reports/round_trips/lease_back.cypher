// Sold and leased back
//
// A firm sells to a customer and leases from the same customer: it may be renting what it has sold.
// sold_usd is what the customer buys from the seller, and leased_usd what the seller leases from
// the customer; each is empty if no amount is known. without_usd counts the deals of the row whose
// amount is unknown.
//
// A special-purpose vehicle is a firm of its own. One that buys and leases back is the customer
// here; one between seller and customer makes a circle of three firms, which `loops` shows.
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
LET is_sale = type(edge) = 'BUYS_FROM', is_lease = type(edge) = 'LEASES_FROM'
LET seller = CASE WHEN is_sale THEN payee ELSE payer END,
    customer = CASE WHEN is_sale THEN payer ELSE payee END
FILTER $firms = [] OR seller IN shown OR customer IN shown
WITH seller, customer, usd,
     collect(CASE WHEN is_sale THEN edge END) AS sales,
     collect(CASE WHEN is_lease THEN edge END) AS leases
FILTER sales <> [] AND leases <> []
// A sum is null, not 0, if no amount is known
LET sold_usd = reduce(total = null, edge IN sales | coalesce(total + edge[usd], total, edge[usd])),
    leased_usd = reduce(total = null, edge IN leases | coalesce(total + edge[usd], total, edge[usd]))
RETURN seller, customer, sold_usd, leased_usd,
       COLLECT { UNWIND sales + leases AS edge RETURN edge.deal AS deal ORDER BY deal } AS deals,
       size([edge IN sales + leases WHERE edge[usd] IS NULL]) AS without_usd
ORDER BY coalesce(sold_usd, -1) DESC, coalesce(leased_usd, -1) DESC, seller, customer
