// One deal and its evidence: who states what
CYPHER 25
MATCH stated = (:Source)-[:STATES]->(deal:Deal {id: 'openai-oracle-compute'})
MATCH parties = (:Firm)<-[:PAYER]-(deal)-[:PAYEE]->(:Firm)
RETURN stated, parties
