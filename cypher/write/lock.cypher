// Locks the marker until the transaction ends, so that there is one writer at a time
//
// param schema int -- version of the graph model
CYPHER 25
MERGE (marker:Moneyloop {schema: $schema})
SET marker.locked = true
REMOVE marker.locked
