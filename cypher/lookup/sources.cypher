// Every source by its id
CYPHER 25
MATCH (source:Source)
RETURN source.id AS id
ORDER BY id
