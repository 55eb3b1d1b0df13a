// Deals in force, by the defaults of the reports, as payments
//
// amount is in whole US dollars, null if none is known; date is the first day on which the deal can
// have been in force, null if unknown.
//
// param as_of date -- the date
CYPHER 25
MATCH (payer:Firm)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(payee:Firm)
WHERE coalesce(edge.since <= $as_of, true)
  AND coalesce(edge.ended > $as_of, true)
  AND (edge.status <> 'terminated' OR edge.ended IS NOT NULL)
  AND coalesce(edge.settlement <> 'secondary', true)
RETURN payer.id AS payer, payee.id AS payee, edge.usd AS amount, edge.since AS date,
       type(edge) AS type, edge.deal AS id
