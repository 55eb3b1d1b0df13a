// Writes new and changed claims, with their relationships to their source and to deals and figures
//
// param rows list -- maps of id, properties, source (id), deals (ids), figures (ids)
CYPHER 25
UNWIND $rows AS row
MERGE (claim:Claim {id: row.id})
SET claim = row.properties
WITH claim, row
CALL (claim) {
  MATCH (claim)-[link:MAKES|CONCERNS]-()
  DELETE link
}
MATCH (source:Source {id: row.source})
CREATE (source)-[:MAKES]->(claim)
WITH claim, row
CALL (claim, row) {
  UNWIND row.deals AS id
  MATCH (deal:Deal {id: id})
  CREATE (claim)-[:CONCERNS]->(deal)
}
CALL (claim, row) {
  UNWIND row.figures AS id
  MATCH (figure:Figure {id: id})
  CREATE (claim)-[:CONCERNS]->(figure)
}
