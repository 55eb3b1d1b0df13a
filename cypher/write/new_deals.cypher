// Writes deals that are new, each with its typed edge from payer to payee
//
// Also those whose type or parties were others before: nothing of what they had stays. The edge is
// created, and not merged: its type stands in the row, so that a merge would have no index to
// find it by, and would look at every edge for each deal.
//
// param rows list -- maps of payer, payee, own (properties of the node alone), shared (of node and
//     edge)
CYPHER 25
UNWIND $rows AS row
MATCH (payer:Firm {id: row.payer})
MATCH (payee:Firm {id: row.payee})
WITH payer, payee, row.own AS own, row.shared AS shared
MERGE (deal:Deal {id: own.id})
// Once for each, and not name by name: every SET is a pass over all rows.
SET deal = shared{.*, id: own.id, type: own.type, note: own.note, shipped: own.shipped}
CREATE (deal)-[:PAYER]->(payer)
CREATE (deal)-[:PAYEE]->(payee)
CREATE (payer)-[edge:$(own.type)]->(payee)
SET edge = shared{.*, deal: own.id}
