// Deletes deals that no source states any more, with their edges and the claims about them
//
// param ids list -- ids of deals
CYPHER 25
UNWIND $ids AS id
MATCH (deal:Deal {id: id})
WHERE NOT EXISTS { (:Source)-[:STATES]->(deal) }
OPTIONAL MATCH ()-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM {deal: id}]->()
DELETE edge
WITH DISTINCT id, deal
OPTIONAL MATCH (claim:Claim)-[:CONCERNS]->(deal)
DETACH DELETE claim
DETACH DELETE deal
RETURN count(DISTINCT id) AS dropped
