// The deals that count on a day as reports count by default, as payments
//
// amount is in whole US dollars, empty where none is known; date is the first day on which the deal
// can have stood, empty where nobody says.
//
// use PAYS, counted_by_default
CYPHER 25
MATCH (payer:Firm)-[edge:PAYS]->(payee:Firm)
WHERE counted_by_default(edge)
RETURN payer.id AS payer, payee.id AS payee, edge.usd AS amount, edge.since AS date,
       type(edge) AS type, edge.deal AS id
