// Every figure with the firms it is about and the deals it sums
CYPHER 25
MATCH (figure:Figure)
RETURN properties(figure) AS properties,
       COLLECT { MATCH (figure)-[:ABOUT]->(firm:Firm) RETURN firm.id } AS about,
       COLLECT { MATCH (figure)-[:SUMS]->(deal:Deal) RETURN deal.id } AS sums
