// One deal with its evidence: who states what
CYPHER 25
MATCH parties = (:Firm)<-[:PAYER]-(deal:Deal {id: 'openai-oracle-compute'})-[:PAYEE]->(:Firm)
MATCH stated = (:Source)-[:STATES]->(deal)
RETURN parties, stated
