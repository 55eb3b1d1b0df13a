// Adds an entry to the log of imports, linked to the deals that changed
//
// The log is not exported.
//
// param properties map -- of the entry: id, at, command, files, ...
// param deals list -- ids of deals that are new or changed
// param created list -- ids of those that are new
// param restated list -- ids of those that were there before, and that its lines are about
CYPHER 25
CREATE (import:Import)
SET import = $properties
WITH import
UNWIND $deals AS id
MATCH (deal:Deal {id: id})
CREATE (import)-[:TOUCHED {created: id IN $created, restated: id IN $restated}]->(deal)
