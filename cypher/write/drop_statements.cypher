// Takes statements out
//
// param rows list -- maps of source, of, per, nth
CYPHER 25
UNWIND $rows AS row
MATCH (:Source {id: row.source})-[states:STATES {per: row.per}]->(:Deal|Figure {id: row.of})
WHERE coalesce(states.nth, 1) = row.nth
DELETE states
RETURN count(*) AS dropped
