// Updates changed deals and their typed edges
//
// Only what has changed is set, null where it is gone. If the id were set again, Neo4j 2026.08.1 would still
// find the deal in its index after it has been deleted in the same transaction, and fail.
//
// param rows list -- maps of id, properties, edge (properties of the edge)
CYPHER 25
UNWIND $rows AS row
MATCH (deal:Deal {id: row.id})
MATCH ()-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM {deal: row.id}]->()
SET deal += row.properties
SET edge += row.edge
