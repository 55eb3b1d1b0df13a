// The ids of all sources
CYPHER 25
MATCH (source:Source)
RETURN source.id AS id
ORDER BY id
