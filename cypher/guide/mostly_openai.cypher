// Sellers with more than half of their known orders from OpenAI, and their other customers
//
// use REVENUE, in_force
CYPHER 25
MATCH (customer:Firm)-[edge:REVENUE]->(seller:Firm)
WHERE in_force(edge)
WITH seller, collect(DISTINCT customer) AS customers, collect(edge) AS orders,
     sum(edge.usd) AS all_usd,
     sum(CASE customer.id WHEN 'openai' THEN edge.usd END) AS openai_usd
FILTER openai_usd * 2 > all_usd
RETURN seller, customers, orders, openai_usd, all_usd
ORDER BY openai_usd DESC
