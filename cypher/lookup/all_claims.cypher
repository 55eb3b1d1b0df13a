// Every claim, with its source and the deals and figures that it is about
CYPHER 25
MATCH (source:Source)-[:MAKES]->(claim:Claim)
RETURN properties(claim) AS properties, source.id AS source,
       COLLECT { MATCH (claim)-[:CONCERNS]->(deal:Deal) RETURN deal.id } AS deals,
       COLLECT { MATCH (claim)-[:CONCERNS]->(figure:Figure) RETURN figure.id } AS figures
