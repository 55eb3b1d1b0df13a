// The 15 largest deals in force today
//
// use PAYS, in_force
CYPHER 25
MATCH deal = (:Firm)-[edge:PAYS]->(:Firm)
WHERE edge.usd IS NOT NULL
  AND in_force(edge)
RETURN deal
ORDER BY edge.usd DESC
LIMIT 15
