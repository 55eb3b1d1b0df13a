// Every firm, with its parents and consortia
CYPHER 25
MATCH (firm:Firm)
RETURN properties(firm) AS properties,
       COLLECT { MATCH (firm)-[:PART_OF]->(parent:Firm) RETURN parent.id } AS part_of,
       COLLECT { MATCH (firm)-[:MEMBER_OF]->(whole:Firm) RETURN whole.id } AS member_of
