// The ids of all imports, newest first
CYPHER 25
MATCH (import:Import)
RETURN import.id AS id
ORDER BY import.at DESC, id
