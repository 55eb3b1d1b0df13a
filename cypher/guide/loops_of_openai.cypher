// Loops of two or three firms through OpenAI, with capital and revenue in each
CYPHER 25
MATCH loop = (openai:Firm {id: 'openai'})
  -[:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->{2,3}(openai)
WHERE all(edge IN relationships(loop) WHERE startNode(edge) <> endNode(edge)
  AND coalesce(edge.since <= date(), true)
  AND coalesce(edge.ended > date(), true)
  AND (edge.status <> 'terminated' OR edge.ended IS NOT NULL)
  AND coalesce(edge.settlement <> 'secondary', true))
  AND any(edge IN relationships(loop) WHERE type(edge) IN ['BUYS_FROM', 'LEASES_FROM'])
  AND any(edge IN relationships(loop) WHERE NOT type(edge) IN ['BUYS_FROM', 'LEASES_FROM'])
RETURN loop
