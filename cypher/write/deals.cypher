// Writes deals that are new or changed, each with its typed edge from payer to payee
//
// param rows list -- maps of id, properties, payer, payee, type, edge (its properties)
CYPHER 25
UNWIND $rows AS row
MATCH (payer:Firm {id: row.payer})
MATCH (payee:Firm {id: row.payee})
MERGE (deal:Deal {id: row.id})
SET deal = row.properties
MERGE (deal)-[:PAYER]->(payer)
MERGE (deal)-[:PAYEE]->(payee)
MERGE (payer)-[edge:$(row.type) {deal: row.id}]->(payee)
SET edge = row.edge
