// The deals of a type from one firm to another
//
// use PAYS
// param rows list -- maps of type, payer, payee (ids of firms)
CYPHER 25
UNWIND $rows AS row
MATCH (payer:Firm {id: row.payer})
MATCH (payee:Firm {id: row.payee})
// Both firms first, so that the planner expands the one with fewer deals and never a whole hub. A
// WITH without DISTINCT would not separate the two parts.
WITH DISTINCT row.type AS type, payer, payee
MATCH (payer)-[edge:PAYS]->(payee)
WHERE type(edge) = type
RETURN edge.deal AS id, type, payer.id AS payer, payee.id AS payee,
       edge.announced AS announced, edge.announced_precision AS announced_precision,
       edge.bundle AS bundle
ORDER BY id
