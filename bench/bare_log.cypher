// The log entry with its relationships to deals, as a script writes it
//
// param rows list -- maps of import, deal (ids)
CYPHER 25
UNWIND $rows AS row
MERGE (import:Import {id: row.import})
WITH row, import
MATCH (deal:Deal {id: row.deal})
CREATE (import)-[:TOUCHED]->(deal)
