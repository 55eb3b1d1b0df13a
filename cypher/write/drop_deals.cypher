// Deletes deals that no source states any more, with their edges and the claims about them alone
//
// A deal that supersedes one of them has changed by that: the hashes of its lines go (see forget_lines).
//
// param ids list -- ids of deals
CYPHER 25
UNWIND $ids AS id
MATCH (deal:Deal {id: id})
WHERE NOT EXISTS { (:Source)-[:STATES]->(deal) }
CALL (deal) {
  MATCH (deal)<-[:SUPERSEDES]-(:Deal)<-[touched:TOUCHED]-()
  REMOVE touched.lines
}
CALL (id) {
  MATCH ()-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM {deal: id}]->()
  DELETE edge
}
CALL (deal) {
  MATCH (claim:Claim)-[:CONCERNS]->(deal)
  WHERE NOT EXISTS { MATCH (claim)-[:CONCERNS]->(other) WHERE other <> deal }
  DETACH DELETE claim
}
DETACH DELETE deal
RETURN count(*) AS dropped
