// The ids of all imports, newest first
//
// Entries of older releases have no number, and are older than those that have one.
CYPHER 25
MATCH (import:Import)
RETURN import.id AS id
ORDER BY coalesce(import.number, 0) DESC, import.at DESC, id
