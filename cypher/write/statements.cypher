// Writes statements that are new or changed
//
// param rows list -- maps of source, deal, per, properties
CYPHER 25
UNWIND $rows AS row
MATCH (source:Source {id: row.source})
MATCH (deal:Deal {id: row.deal})
MERGE (source)-[states:STATES {per: row.per}]->(deal)
SET states = row.properties
