// Deletes figures that no source states any more, with the claims about them
//
// param ids list -- ids of figures
CYPHER 25
UNWIND $ids AS id
MATCH (figure:Figure {id: id})
WHERE NOT EXISTS { (:Source)-[:STATES]->(figure) }
OPTIONAL MATCH (claim:Claim)-[:CONCERNS]->(figure)
DETACH DELETE claim
DETACH DELETE figure
RETURN count(DISTINCT id) AS dropped
