// Deletes markers of older versions of the graph model
//
// Waits for a writer of an older release, who has locked one.
//
// param schema int -- version of the graph model
CYPHER 25
MATCH (marker:Moneyloop)
WHERE marker.schema < $schema
DELETE marker
RETURN count(*) AS dropped
