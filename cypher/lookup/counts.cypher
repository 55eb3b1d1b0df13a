// How many firms, deals and sources the graph holds
CYPHER 25
RETURN COUNT { (:Firm) } AS firms, COUNT { (:Deal) } AS deals, COUNT { (:Source) } AS sources,
       COUNT { (:Source)-[:STATES]->(:Deal) } AS statements
