// The ids of all deals
CYPHER 25
MATCH (deal:Deal)
RETURN deal.id AS id
ORDER BY id
