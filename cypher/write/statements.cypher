// Writes statements that have changed
//
// A source may state a measure several times: the first of them has no nth. Found from what is
// stated, which has few statements; a source may have very many, so it is not named by its label,
// whose index would lead there.
//
// param rows list -- maps of source, of, per, nth, properties
CYPHER 25
UNWIND $rows AS row
MATCH (of:Deal|Figure {id: row.of})<-[states:STATES]-(source)
WHERE source.id = row.source AND states.per = row.per AND coalesce(states.nth, 1) = row.nth
SET states = row.properties
