// The deals by which deals that the graph holds are superseded
//
// param ids list -- ids of deals
CYPHER 25
UNWIND $ids AS id
MATCH (deal:Deal)-[:SUPERSEDES]->(:Deal {id: id})
RETURN id AS old, deal.id AS deal
