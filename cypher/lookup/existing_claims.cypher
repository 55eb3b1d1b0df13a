// Existing claims, with their source and the deals and figures that they are about
//
// param ids list -- ids of claims
CYPHER 25
UNWIND $ids AS id
MATCH (source:Source)-[:MAKES]->(claim:Claim {id: id})
RETURN claim.id AS id, properties(claim) AS properties, source.id AS source,
       COLLECT { MATCH (claim)-[:CONCERNS]->(deal:Deal) RETURN deal.id AS deal_id ORDER BY deal_id } AS deals,
       COLLECT { MATCH (claim)-[:CONCERNS]->(figure:Figure) RETURN figure.id AS figure_id ORDER BY figure_id } AS figures
