// Sellers whose known orders come mostly from OpenAI, with all their customers
CYPHER 25
MATCH (customer:Firm)-[edge:BUYS_FROM|LEASES_FROM]->(seller:Firm)
WHERE coalesce(edge.since <= date(), true)
  AND coalesce(edge.ended > date(), true)
  AND (edge.status <> 'terminated' OR edge.ended IS NOT NULL)
WITH seller, collect(edge) AS orders, sum(edge.usd) AS all_usd,
     sum(CASE customer.id WHEN 'openai' THEN edge.usd END) AS openai_usd
FILTER openai_usd * 2 > all_usd
RETURN seller, orders, COLLECT { UNWIND orders AS order RETURN DISTINCT startNode(order) } AS customers
