// Takes statements out
//
// param rows list -- maps of source, deal, per
CYPHER 25
UNWIND $rows AS row
MATCH (:Source {id: row.source})-[states:STATES {per: row.per}]->(:Deal {id: row.deal})
DELETE states
RETURN count(*) AS dropped
