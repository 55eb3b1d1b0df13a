// The largest direct round trip
CYPHER 25
MATCH (funder:Firm)-[capital:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS]->(funded:Firm)
WHERE coalesce(capital.since <= date(), true) AND capital.status <> 'terminated'
  AND coalesce(capital.ended > date(), true)
  AND coalesce(capital.settlement <> 'secondary', true)
WITH funder, funded, collect(capital) AS capitals, sum(capital.usd) AS out_usd
MATCH (funded)-[revenue:BUYS_FROM|LEASES_FROM]->(funder)
WHERE coalesce(revenue.since <= date(), true) AND revenue.status <> 'terminated'
  AND coalesce(revenue.ended > date(), true)
WITH funder, funded, capitals, out_usd, collect(revenue) AS revenues, sum(revenue.usd) AS back_usd
RETURN funder, funded, capitals, revenues, out_usd, back_usd
ORDER BY CASE WHEN out_usd < back_usd THEN out_usd ELSE back_usd END DESC
LIMIT 1
