// The deals that supersede these, and since when they can be in force
//
// param ids list -- ids of deals
CYPHER 25
UNWIND $ids AS id
MATCH (deal:Deal)-[:SUPERSEDES]->(:Deal {id: id})
RETURN id AS old, deal.id AS deal, deal.since AS since
