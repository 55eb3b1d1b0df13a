// Writes new and changed figures, with their relationships to firms and deals
//
// param rows list -- maps of id, properties, about (ids of firms), sums (ids of deals)
CYPHER 25
UNWIND $rows AS row
MERGE (figure:Figure {id: row.id})
SET figure = row.properties
WITH figure, row
CALL (figure) {
  MATCH (figure)-[link:ABOUT|SUMS]->()
  DELETE link
}
CALL (figure, row) {
  UNWIND row.about AS id
  MATCH (firm:Firm {id: id})
  CREATE (figure)-[:ABOUT]->(firm)
}
CALL (figure, row) {
  UNWIND row.sums AS id
  MATCH (deal:Deal {id: id})
  CREATE (figure)-[:SUMS]->(deal)
}
