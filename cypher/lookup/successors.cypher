// The deals that supersede these
//
// param ids list -- ids of deals
CYPHER 25
UNWIND $ids AS id
MATCH (deal:Deal)-[:SUPERSEDES]->(:Deal {id: id})
RETURN id AS old, deal.id AS deal
