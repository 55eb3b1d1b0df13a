// The 15 largest deals in force today
CYPHER 25
MATCH deal = (:Firm)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(:Firm)
WHERE edge.usd IS NOT NULL
  AND coalesce(edge.since <= date(), true) AND edge.status <> 'terminated'
  AND coalesce(edge.ended > date(), true)
RETURN deal
ORDER BY edge.usd DESC
LIMIT 15
