// Firms that are accounts of ledgers
CYPHER 25
MATCH (firm:Firm {kind: 'account'})
RETURN firm.id AS id, firm.name AS name
ORDER BY id
