// The newest deals
CYPHER 25
MATCH deal = (:Firm)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(:Firm)
WHERE edge.since <= date()
RETURN deal
ORDER BY edge.since DESC, edge.deal
LIMIT 15
