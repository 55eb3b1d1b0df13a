// Deletes sources that state and claim nothing any more
//
// param ids list -- ids of sources
CYPHER 25
UNWIND $ids AS id
MATCH (source:Source {id: id})
WHERE NOT EXISTS { (source)-[:STATES|MAKES]->() }
DELETE source
RETURN count(*) AS dropped
