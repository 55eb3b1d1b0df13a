// The deals and figures that these sources state
//
// param ids list -- ids of sources
CYPHER 25
UNWIND $ids AS id
MATCH (:Source {id: id})-[:STATES]->(of:Deal|Figure)
RETURN DISTINCT of.id AS id
