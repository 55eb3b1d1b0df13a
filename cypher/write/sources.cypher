// Writes new and changed sources
//
// param rows list -- maps of id, properties
CYPHER 25
UNWIND $rows AS row
MERGE (source:Source {id: row.id})
SET source = row.properties
