// Sellers with more than half of their known orders from OpenAI, and their other customers
CYPHER 25
MATCH (customer:Firm)-[edge:BUYS_FROM|LEASES_FROM]->(seller:Firm)
WHERE coalesce(edge.since <= date(), true) AND edge.status <> 'terminated'
  AND coalesce(edge.ended > date(), true)
WITH seller, collect(DISTINCT customer) AS customers, collect(edge) AS orders,
     sum(edge.usd) AS all_usd,
     sum(CASE customer.id WHEN 'openai' THEN edge.usd END) AS openai_usd
FILTER openai_usd * 2 > all_usd
RETURN seller, customers, orders, openai_usd, all_usd
ORDER BY openai_usd DESC
