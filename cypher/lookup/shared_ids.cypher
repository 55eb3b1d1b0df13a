// Which of these ids belong to a deal as well as to a figure
//
// Only these are looked up: to scan an index would also be slower, and Neo4j 2026.08.1 may find nodes there
// that were changed and then deleted in the same transaction, which is an error.
//
// param ids list -- ids of new deals and figures
CYPHER 25
UNWIND $ids AS id
MATCH (deal:Deal {id: id})
MATCH (figure:Figure {id: id})
WITH id ORDER BY id
RETURN collect(id) AS ids
