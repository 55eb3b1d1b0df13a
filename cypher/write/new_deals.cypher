// Creates deals, each with its typed edge from payer to payee, and the new statements about them
//
// Also rewrites deals whose type or parties changed; nothing of the old properties stays. The edge
// is created, not merged: its type is in the row, so a merge could not use an index and would scan
// all edges for each deal. The statements are created here, so that their deals need not be
// looked up again.
//
// param rows list -- maps of payer, payee, own (properties only of the node), shared (of node and
//     edge), statements (maps of source, properties)
CYPHER 25
UNWIND $rows AS row
MATCH (payer:Firm {id: row.payer})
MATCH (payee:Firm {id: row.payee})
WITH payer, payee, row.own AS own, row.shared AS shared, row.statements AS statements
MERGE (deal:Deal {id: own.id})
// One SET for node and edge each, since every SET is a pass over all rows.
SET deal = shared{.*, id: own.id, type: own.type, note: own.note, shipped: own.shipped}
CREATE (deal)-[:PAYER]->(payer)
CREATE (deal)-[:PAYEE]->(payee)
CREATE (payer)-[edge:$(own.type)]->(payee)
SET edge = shared{.*, deal: own.id}
WITH deal, statements
UNWIND statements AS statement
MATCH (source:Source {id: statement.source})
CREATE (source)-[states:STATES]->(deal)
SET states = statement.properties
