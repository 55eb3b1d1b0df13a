// Deletes statements
//
// Each is found from the deal or figure, as in statements.cypher.
//
// param rows list -- maps of source, of, per, nth
CYPHER 25
UNWIND $rows AS row
MATCH (:Deal|Figure {id: row.of})<-[states:STATES]-(source)
WHERE source.id = row.source AND states.per = row.per AND coalesce(states.nth, 1) = row.nth
DELETE states
RETURN count(*) AS dropped
