// Every firm with its names and its country
CYPHER 25
MATCH (firm:Firm)
RETURN firm.id AS id, firm.name AS name, coalesce(firm.aliases, []) AS aliases, firm.country AS country
ORDER BY id
