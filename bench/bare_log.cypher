// The entry in the log, tied to the deals, as a script would write it
//
// param rows list -- maps of import, deal (ids)
CYPHER 25
UNWIND $rows AS row
MERGE (import:Import {id: row.import})
WITH row, import
MATCH (deal:Deal {id: row.deal})
CREATE (import)-[:TOUCHED]->(deal)
