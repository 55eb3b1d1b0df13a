// Every figure, with the firms that it is about, the deals that it adds up and the figures that it
// supersedes
CYPHER 25
MATCH (figure:Figure)
RETURN properties(figure) AS properties,
       COLLECT { MATCH (figure)-[:ABOUT]->(firm:Firm) RETURN firm.id } AS about,
       COLLECT { MATCH (figure)-[:SUMS]->(deal:Deal) RETURN deal.id } AS sums,
       COLLECT { MATCH (figure)-[:SUPERSEDES]->(old:Figure) RETURN old.id } AS supersedes
