// Who sells to OpenAI, and for how much
CYPHER 25
MATCH bought = (:Firm {id: 'openai'})-[edge:BUYS_FROM|LEASES_FROM]->(:Firm)
WHERE coalesce(edge.since <= date(), true)
  AND coalesce(edge.ended > date(), true)
  AND (edge.status <> 'terminated' OR edge.ended IS NOT NULL)
RETURN bought
