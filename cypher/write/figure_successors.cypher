// Writes which figures new and changed figures supersede
//
// param rows list -- maps of id, supersedes (ids of figures)
CYPHER 25
UNWIND $rows AS row
MATCH (figure:Figure {id: row.id})
CALL (figure) {
  MATCH (figure)-[link:SUPERSEDES]->()
  DELETE link
}
UNWIND row.supersedes AS id
MATCH (old:Figure {id: id})
CREATE (figure)-[:SUPERSEDES]->(old)
