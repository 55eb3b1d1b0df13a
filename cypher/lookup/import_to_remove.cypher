// An import: the deals that it created, those that it only changed, and later imports that build on it
//
// Entries of older releases do not say which deals they created; if they changed none, all of them.
//
// param id string -- of the import
CYPHER 25
MATCH (import:Import {id: $id})
OPTIONAL MATCH (import)-[touched:TOUCHED]->(deal:Deal)
WITH import, deal, coalesce(touched.created, import.deals_changed = 0) AS is_new,
     coalesce(touched.restated, touched.created IS NULL) AS is_restated
WITH import, [one IN collect({id: deal.id, is_new: is_new, is_restated: is_restated})
              WHERE one.id IS NOT NULL] AS touched
LET created = coll.sort([one IN touched WHERE one.is_new | one.id])
LET restated = coll.sort([one IN touched WHERE NOT one.is_new AND one.is_restated | one.id])
RETURN import.command AS command, created, restated,
  coll.sort(COLLECT {
    MATCH (later:Import)-[:TOUCHED]->(deal:Deal)
    WHERE deal.id IN created AND later <> import AND later.at >= import.at
    RETURN DISTINCT later.id
  }) AS later,
  coll.sort(COLLECT {
    MATCH (newer:Deal)-[:SUPERSEDES]->(old:Deal)
    WHERE old.id IN created AND NOT newer.id IN created
    RETURN DISTINCT newer.id
  }) AS superseding,
  coll.sort(COLLECT {
    MATCH (figure:Figure)-[:SUMS]->(deal:Deal)
    WHERE deal.id IN created
    RETURN DISTINCT figure.id
  }) AS summing
