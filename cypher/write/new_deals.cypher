// Writes deals that are new, each with its typed edge from payer to payee
//
// Also those whose type or parties were others before: nothing of what they had stays. The edge is
// created, and not merged: its type stands in the row, so that a merge would have no index to
// find it by, and would look at every edge for each deal.
//
// param rows list -- maps of id, payer, payee, type, own (properties of the node alone), shared (of
//     node and edge)
CYPHER 25
UNWIND $rows AS row
MATCH (payer:Firm {id: row.payer})
MATCH (payee:Firm {id: row.payee})
MERGE (deal:Deal {id: row.id})
SET deal = row.shared, deal += row.own
CREATE (deal)-[:PAYER]->(payer)
CREATE (deal)-[:PAYEE]->(payee)
CREATE (payer)-[edge:$(row.type)]->(payee)
SET edge += row.shared, edge.deal = row.id
