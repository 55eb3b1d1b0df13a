// Deals with their typed edges, as a script writes them that knows they are new
//
// param rows list -- maps of properties, payer, payee, type, edge
CYPHER 25
UNWIND $rows AS row
MATCH (payer:Firm {id: row.payer})
MATCH (payee:Firm {id: row.payee})
CREATE (payer)<-[:PAYER]-(deal:Deal)-[:PAYEE]->(payee)
SET deal = row.properties
CREATE (payer)-[edge:$(row.type)]->(payee)
SET edge = row.edge
