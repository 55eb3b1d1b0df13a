// Writes down what a command changed, tied to the deals that it touched
//
// The log is no knowledge: it is not exported.
//
// param properties map -- of the entry: id, at, command, files, ...
// param deals list -- ids of the deals that are new or changed
CYPHER 25
CREATE (import:Import)
SET import = $properties
WITH import
UNWIND $deals AS id
MATCH (deal:Deal {id: id})
CREATE (import)-[:TOUCHED]->(deal)
