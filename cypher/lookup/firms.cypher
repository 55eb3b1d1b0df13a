// Every firm with its names
CYPHER 25
MATCH (firm:Firm)
RETURN firm.id AS id, firm.name AS name, coalesce(firm.aliases, []) AS aliases
ORDER BY id
