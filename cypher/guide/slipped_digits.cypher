// Amounts that look like a slip of a digit, beside what others state of the same deal
CYPHER 25
MATCH (:Source)-[:STATES {doubtful: true}]->(deal:Deal)
MATCH parties = (:Firm)<-[:PAYER]-(deal)-[:PAYEE]->(:Firm)
MATCH stated = (:Source)-[states:STATES]->(deal)
WHERE states.currency IS NOT NULL
RETURN parties, stated
