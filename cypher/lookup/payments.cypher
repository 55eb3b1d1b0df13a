// Deals in force, by the defaults of the reports, as payments
//
// amount is in whole US dollars, null if none is known; date is the first day on which the deal can
// have been in force, null if unknown.
//
// use PAYS, counted_by_default
CYPHER 25
MATCH (payer:Firm)-[edge:PAYS]->(payee:Firm)
WHERE counted_by_default(edge)
RETURN payer.id AS payer, payee.id AS payee, edge.usd AS amount, edge.since AS date,
       type(edge) AS type, edge.deal AS id
