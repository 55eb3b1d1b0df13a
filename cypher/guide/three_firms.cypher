// NVIDIA → OpenAI → Oracle → NVIDIA
//
// use in_force
CYPHER 25
MATCH loop = (nvidia:Firm {id: 'nvidia'})-[:INVESTS_IN]->(:Firm {id: 'openai'})
  -[:LEASES_FROM]->(:Firm {id: 'oracle'})-[:BUYS_FROM]->(nvidia)
// Only deals in force today
WHERE all(edge IN relationships(loop) WHERE in_force(edge))
RETURN loop
