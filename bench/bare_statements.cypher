// What sources state, as a script would write it that knows that it is new
//
// param rows list -- maps of source, of, properties
CYPHER 25
UNWIND $rows AS row
MATCH (source:Source {id: row.source})
MATCH (deal:Deal {id: row.of})
CREATE (source)-[states:STATES]->(deal)
SET states = row.properties
