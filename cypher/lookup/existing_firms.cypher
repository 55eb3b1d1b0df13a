// Existing firms, with their parents and consortia
//
// param ids list -- ids of firms
CYPHER 25
UNWIND $ids AS id
MATCH (firm:Firm {id: id})
RETURN firm.id AS id, properties(firm) AS properties,
       COLLECT { MATCH (firm)-[:PART_OF]->(parent:Firm) RETURN parent.id } AS part_of,
       COLLECT { MATCH (firm)-[:MEMBER_OF]->(whole:Firm) RETURN whole.id AS whole_id ORDER BY whole_id } AS member_of
