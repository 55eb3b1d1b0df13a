// The largest deals that stand today
CYPHER 25
MATCH deal = (:Firm)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(:Firm)
WHERE coalesce(edge.since <= date(), true)
  AND coalesce(edge.ended > date(), true)
  AND (edge.status <> 'terminated' OR edge.ended IS NOT NULL)
  AND coalesce(edge.settlement <> 'secondary', true)
  AND edge.usd IS NOT NULL
RETURN deal
ORDER BY edge.usd DESC
LIMIT 25
