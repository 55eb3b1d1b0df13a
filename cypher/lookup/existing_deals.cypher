// Existing deals, each with its edge and the deals that it supersedes
//
// param ids list -- ids of deals
CYPHER 25
UNWIND $ids AS id
MATCH (payer:Firm)<-[:PAYER]-(deal:Deal {id: id})-[:PAYEE]->(payee:Firm)
OPTIONAL MATCH ()-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM {deal: id}]->()
RETURN deal.id AS id, properties(deal) AS properties, payer.id AS payer, payee.id AS payee,
       type(edge) AS type, properties(edge) AS edge,
       COLLECT { MATCH (deal)-[:SUPERSEDES]->(old:Deal) RETURN old.id AS old_id ORDER BY old_id } AS supersedes
