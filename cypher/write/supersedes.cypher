// Sets which deals a deal supersedes
//
// param rows list -- maps of id, supersedes (ids)
CYPHER 25
UNWIND $rows AS row
MATCH (deal:Deal {id: row.id})
CALL (deal) {
  MATCH (deal)-[link:SUPERSEDES]->()
  DELETE link
}
UNWIND row.supersedes AS id
MATCH (old:Deal {id: id})
CREATE (deal)-[:SUPERSEDES]->(old)
