// Deletes figures that no source states any more
//
// param ids list -- ids of figures
CYPHER 25
UNWIND $ids AS id
MATCH (figure:Figure {id: id})
WHERE NOT EXISTS { (:Source)-[:STATES]->(figure) }
DETACH DELETE figure
RETURN count(*) AS dropped
