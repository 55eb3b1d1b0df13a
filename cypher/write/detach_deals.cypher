// Deletes the edge and the parties of deals whose type, payer or payee is about to change
//
// param ids list -- ids of deals
CYPHER 25
UNWIND $ids AS id
MATCH (deal:Deal {id: id})
OPTIONAL MATCH ()-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM {deal: id}]->()
OPTIONAL MATCH (deal)-[party:PAYER|PAYEE]->()
DELETE edge, party
