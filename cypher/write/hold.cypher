// Makes all writers wait until the transaction ends, like write/lock, but changes no graph
//
// A graph without a marker has had no writer yet.
CYPHER 25
MATCH (marker:Moneyloop)
SET marker.locked = true
REMOVE marker.locked
