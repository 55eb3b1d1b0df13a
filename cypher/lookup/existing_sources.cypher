// Existing sources
//
// param ids list -- ids of sources
CYPHER 25
UNWIND $ids AS id
MATCH (source:Source {id: id})
RETURN source.id AS id, properties(source) AS properties
