// Sets the parents and consortia of firms
//
// param rows list -- maps of id, part_of (ids), member_of (ids)
CYPHER 25
UNWIND $rows AS row
MATCH (firm:Firm {id: row.id})
CALL (firm) {
  MATCH (firm)-[link:PART_OF|MEMBER_OF]->()
  DELETE link
}
CALL (firm, row) {
  UNWIND row.part_of AS id
  MATCH (parent:Firm {id: id})
  CREATE (firm)-[:PART_OF]->(parent)
}
CALL (firm, row) {
  UNWIND row.member_of AS id
  MATCH (consortium:Firm {id: id})
  CREATE (firm)-[:MEMBER_OF]->(consortium)
}
