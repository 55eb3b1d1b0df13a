// Loops of two or three firms through OpenAI, with both capital and revenue
//
// use PAYS, REVENUE, in_force
CYPHER 25
MATCH loop = (openai:Firm {id: 'openai'})
  -[:PAYS]->{2,3}(openai)
LET edges = relationships(loop)
FILTER all(edge IN edges WHERE startNode(edge) <> endNode(edge)
    AND in_force(edge)
    AND coalesce(edge.settlement <> 'secondary', true))
  AND any(edge IN edges WHERE edge:REVENUE)
  AND any(edge IN edges WHERE NOT edge:REVENUE)
RETURN loop
