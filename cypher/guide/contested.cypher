// What sources state differently: deals between firms, and figures of a firm
CYPHER 25
MATCH stated = (:Source)-[states:STATES]->(of:Deal|Figure {contested: true})
WHERE states.currency IS NOT NULL AND NOT states.doubtful
MATCH firms = (of)-[:PAYER|PAYEE|ABOUT]->(:Firm)
RETURN stated, firms
