// Writes new and changed firms
//
// param rows list -- maps of id, properties, part_of (ids), member_of (ids)
CYPHER 25
UNWIND $rows AS row
MERGE (firm:Firm {id: row.id})
SET firm = row.properties
