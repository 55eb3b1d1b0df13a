// Links an entry of the log of imports to the deals that changed
//
// A deal is created if it is new, and restated if it was there before and a line is about it. The hash of
// the lines that wrote it stays until something else changes it.
//
// param id string -- of the entry
// param deals list -- maps of id, created, restated, lines (a hash, or null)
CYPHER 25
MATCH (import:Import {id: $id})
UNWIND $deals AS row
MATCH (deal:Deal {id: row.id})
CREATE (import)-[:TOUCHED {created: row.created, restated: row.restated, lines: row.lines}]->(deal)
