// The numbers of firms, deals, figures, sources, statements and claims
CYPHER 25
RETURN COUNT { (:Firm) } AS firms, COUNT { (:Deal) } AS deals, COUNT { (:Figure) } AS figures,
       COUNT { (:Source) } AS sources,
       COUNT { (:Source)-[:STATES]->(:Deal|Figure) } AS statements,
       COUNT { (:Claim) } AS claims
