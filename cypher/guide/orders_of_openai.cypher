// Who sells to OpenAI, and for how much
CYPHER 25
MATCH order = (:Firm {id: 'openai'})-[edge:BUYS_FROM|LEASES_FROM]->(:Firm)
WHERE coalesce(edge.since <= date(), true) AND edge.status <> 'terminated'
  AND coalesce(edge.ended > date(), true)
RETURN order
