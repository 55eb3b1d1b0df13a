// The largest direct round trip
CYPHER 25
MATCH (funder:Firm)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]-(funded:Firm)
WHERE coalesce(edge.since <= date(), true)
  AND coalesce(edge.ended > date(), true)
  AND (edge.status <> 'terminated' OR edge.ended IS NOT NULL)
  AND coalesce(edge.settlement <> 'secondary', true)
// Capital goes out, revenue comes back; the smaller of the two is the round trip
LET is_revenue = type(edge) IN ['BUYS_FROM', 'LEASES_FROM']
FILTER (startNode(edge) = funded) = is_revenue
WITH funder, funded, collect(edge) AS edges,
     sum(CASE WHEN is_revenue THEN edge.usd END) AS revenue_usd,
     sum(CASE WHEN NOT is_revenue THEN edge.usd END) AS capital_usd
ORDER BY CASE WHEN capital_usd < revenue_usd THEN capital_usd ELSE revenue_usd END DESC
LIMIT 1
RETURN funder, funded, edges
