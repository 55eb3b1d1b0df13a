// Takes the marker's lock until the transaction ends, so that loads happen one after the other
//
// param schema int -- version of the graph model
CYPHER 25
MERGE (marker:Moneyloop {schema: $schema})
SET marker.locked = true
REMOVE marker.locked
