// Updates changed statements
//
// A source may state the same measure several times; the first has no nth. Each statement is found
// from its deal or figure, which has few. A source may have very many, so its label is left out:
// the planner would start from its index.
//
// param rows list -- maps of source, of, per, nth, properties
CYPHER 25
UNWIND $rows AS row
MATCH (of:Deal|Figure {id: row.of})<-[states:STATES]-(source)
WHERE source.id = row.source AND states.per = row.per AND coalesce(states.nth, 1) = row.nth
SET states = row.properties
