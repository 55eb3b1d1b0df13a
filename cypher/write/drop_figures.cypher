// Deletes figures that no source states any more, with the claims about them alone
//
// param ids list -- ids of figures
CYPHER 25
UNWIND $ids AS id
MATCH (figure:Figure {id: id})
WHERE NOT EXISTS { (:Source)-[:STATES]->(figure) }
CALL (figure) {
  MATCH (claim:Claim)-[:CONCERNS]->(figure)
  WHERE NOT EXISTS { MATCH (claim)-[:CONCERNS]->(other) WHERE other <> figure }
  DETACH DELETE claim
}
DETACH DELETE figure
RETURN count(*) AS dropped
