// Existing figures, with the firms that they are about, the deals that they add up and the figures
// that they supersede
//
// param ids list -- ids of figures
CYPHER 25
UNWIND $ids AS id
MATCH (figure:Figure {id: id})
RETURN figure.id AS id, properties(figure) AS properties,
       COLLECT { MATCH (figure)-[:ABOUT]->(firm:Firm) RETURN firm.id AS firm_id ORDER BY firm_id } AS about,
       COLLECT { MATCH (figure)-[:SUMS]->(deal:Deal) RETURN deal.id AS deal_id ORDER BY deal_id } AS sums,
       COLLECT { MATCH (figure)-[:SUPERSEDES]->(old:Figure) RETURN old.id AS old_id ORDER BY old_id } AS supersedes
