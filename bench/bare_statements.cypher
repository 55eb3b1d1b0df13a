// Statements of sources, as a script writes them that knows they are new
//
// param rows list -- maps of source, of, properties
CYPHER 25
UNWIND $rows AS row
MATCH (source:Source {id: row.source})
MATCH (deal:Deal {id: row.of})
CREATE (source)-[states:STATES]->(deal)
SET states = row.properties
