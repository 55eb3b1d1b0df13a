// Updates changed deals and their typed edges
//
// param rows list -- maps of id, properties, edge (properties of the edge)
CYPHER 25
UNWIND $rows AS row
MATCH (deal:Deal {id: row.id})
MATCH ()-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM {deal: row.id}]->()
SET deal = row.properties
SET edge = row.edge
