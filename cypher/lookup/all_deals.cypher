// Every deal, with its parties and the deals that it supersedes
CYPHER 25
MATCH (payer:Firm)<-[:PAYER]-(deal:Deal)-[:PAYEE]->(payee:Firm)
RETURN properties(deal) AS properties, payer.id AS payer, payee.id AS payee,
       COLLECT { MATCH (deal)-[:SUPERSEDES]->(old:Deal) RETURN old.id } AS supersedes
