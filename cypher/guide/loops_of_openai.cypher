// Loops of two or three firms through OpenAI, with both capital and revenue
CYPHER 25
MATCH loop = (openai:Firm {id: 'openai'})
  -[:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->{2,3}(openai)
LET edges = relationships(loop)
FILTER all(edge IN edges WHERE startNode(edge) <> endNode(edge)
    AND coalesce(edge.since <= date(), true) AND edge.status <> 'terminated'
    AND coalesce(edge.ended > date(), true)
    AND coalesce(edge.settlement <> 'secondary', true))
  AND any(edge IN edges WHERE type(edge) IN ['BUYS_FROM', 'LEASES_FROM'])
  AND any(edge IN edges WHERE NOT type(edge) IN ['BUYS_FROM', 'LEASES_FROM'])
RETURN loop
