// Deals from one firm to another that come from ledgers
//
// Their ids begin with l- (loader/ledgers/hops.py). as_stated and currency are those of the headline,
// null if no source states an amount.
//
// use PAYS
// param rows list -- maps of payer and payee (ids of firms)
CYPHER 25
UNWIND $rows AS row
MATCH (payer:Firm {id: row.payer})
MATCH (payee:Firm {id: row.payee})
// Both firms first, so that the planner expands the one with fewer deals.
WITH DISTINCT payer, payee
MATCH (payer)-[edge:PAYS]->(payee)
WHERE edge.deal STARTS WITH 'l-'
RETURN payer.id AS payer, payee.id AS payee, edge.deal AS id, edge.announced AS announced,
       edge.as_stated AS as_stated, edge.currency AS currency
ORDER BY id
