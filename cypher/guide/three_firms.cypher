// NVIDIA pays OpenAI, OpenAI pays Oracle, Oracle pays NVIDIA
CYPHER 25
MATCH loop = (nvidia:Firm {id: 'nvidia'})
  -[:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(:Firm {id: 'openai'})
  -[:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(:Firm {id: 'oracle'})
  -[:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(nvidia)
// Only deals that stand today
WHERE all(edge IN relationships(loop) WHERE coalesce(edge.since <= date(), true)
  AND coalesce(edge.ended > date(), true)
  AND (edge.status <> 'terminated' OR edge.ended IS NOT NULL)
  AND coalesce(edge.settlement <> 'secondary', true))
RETURN loop
