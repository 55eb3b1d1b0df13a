// Writes statements that are new or changed
//
// A source may state a measure several times: the first of them has no nth.
//
// param rows list -- maps of source, of, per, nth, properties
CYPHER 25
UNWIND $rows AS row
MATCH (source:Source {id: row.source})
MATCH (of:Deal|Figure {id: row.of})
OPTIONAL MATCH (source)-[old:STATES {per: row.per}]->(of)
WHERE coalesce(old.nth, 1) = row.nth
SET old = row.properties
FOREACH (missing IN CASE WHEN old IS NULL THEN [row] ELSE [] END |
  CREATE (source)-[states:STATES]->(of)
  SET states = missing.properties
)
