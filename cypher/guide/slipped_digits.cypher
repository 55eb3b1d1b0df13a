// Amounts with a lost digit, and what other sources state about the same deals
CYPHER 25
MATCH (:Source)-[:STATES {doubtful: true}]->(deal:Deal)
MATCH parties = (:Firm)<-[:PAYER]-(deal)-[:PAYEE]->(:Firm)
MATCH stated = (:Source)-[states:STATES]->(deal)
WHERE states.currency IS NOT NULL
RETURN parties, stated
