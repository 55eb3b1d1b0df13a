// Every deal by its id
CYPHER 25
MATCH (deal:Deal)
RETURN deal.id AS id
ORDER BY id
