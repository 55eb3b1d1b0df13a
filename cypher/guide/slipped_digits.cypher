// Amounts with a digit lost, beside what others state of the same deals
CYPHER 25
MATCH (:Source)-[:STATES {doubtful: true}]->(deal:Deal)
MATCH parties = (:Firm)<-[:PAYER]-(deal)-[:PAYEE]->(:Firm)
MATCH stated = (:Source)-[states:STATES]->(deal)
WHERE states.currency IS NOT NULL
RETURN parties, stated
