// Firms, as a script writes them
//
// param rows list -- maps of id, properties
CYPHER 25
UNWIND $rows AS row
MERGE (firm:Firm {id: row.id})
SET firm = row.properties
