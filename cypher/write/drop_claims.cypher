// Deletes claims
//
// param ids list -- ids of claims
CYPHER 25
UNWIND $ids AS id
MATCH (claim:Claim {id: id})
DETACH DELETE claim
RETURN count(*) AS dropped
