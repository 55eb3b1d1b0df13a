// The deals from one firm to another that came from a ledger
//
// as_stated and currency are those of any source that states an amount, empty where none does.
//
// param rows list -- maps of payer, payee (ids of firms) and ledger (with what the ids of its deals
//     begin)
CYPHER 25
UNWIND $rows AS row
MATCH (payer:Firm {id: row.payer})
MATCH (payee:Firm {id: row.payee})
// Both firms first: then the one with fewer deals is looked at.
WITH DISTINCT row.ledger AS ledger, payer, payee
MATCH (payer)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(payee)
WHERE edge.deal STARTS WITH ledger
RETURN ledger, payer.id AS payer, payee.id AS payee, edge.deal AS id,
       edge.as_stated AS as_stated, edge.currency AS currency
ORDER BY id
