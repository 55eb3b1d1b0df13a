// Adds an entry to the log of imports, linked to the deals that changed
//
// The log is not exported. Its entries are numbered, because a clock may be set back. A deal is created if
// it is new, and restated if it was there before and a line is about it. The hash of the lines that wrote
// it stays until something else changes it.
//
// param properties map -- of the entry: id, at, command, files, ...
// param deals list -- maps of id, created, restated, lines (a hash, or null)
CYPHER 25
LET number = COUNT { (:Import) } + 1
CREATE (import:Import)
SET import = $properties, import.number = number
WITH import
UNWIND $deals AS row
MATCH (deal:Deal {id: row.id})
CREATE (import)-[:TOUCHED {created: row.created, restated: row.restated, lines: row.lines}]->(deal)
