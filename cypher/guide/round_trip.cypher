// The largest direct round trip
//
// use CAPITAL, REVENUE, in_force
CYPHER 25
MATCH (funder:Firm)-[capital:CAPITAL]->(funded:Firm)
WHERE in_force(capital)
  AND coalesce(capital.settlement <> 'secondary', true)
WITH funder, funded, collect(capital) AS capitals, sum(capital.usd) AS out_usd
MATCH (funded)-[revenue:REVENUE]->(funder)
WHERE in_force(revenue)
WITH funder, funded, capitals, out_usd, collect(revenue) AS revenues, sum(revenue.usd) AS back_usd
RETURN funder, funded, capitals, revenues, out_usd, back_usd
ORDER BY CASE WHEN out_usd < back_usd THEN out_usd ELSE back_usd END DESC
LIMIT 1
