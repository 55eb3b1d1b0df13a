// Deals of which sources state different amounts
CYPHER 25
MATCH parties = (:Firm)<-[:PAYER]-(deal:Deal {contested: true})-[:PAYEE]->(:Firm)
MATCH stated = (:Source)-[states:STATES]->(deal)
WHERE states.currency IS NOT NULL
RETURN parties, stated
