// Creates statements
//
// param rows list -- maps of source, of, properties
CYPHER 25
UNWIND $rows AS row
MATCH (source:Source {id: row.source})
MATCH (of:Deal|Figure {id: row.of})
CREATE (source)-[states:STATES]->(of)
SET states = row.properties
