// An import: the deals that it created, those that it only changed, and what builds on it
//
// Whatever else is linked to a deal that the import created came later, whatever the clock said: there
// was no such deal before. Entries of older releases do not say which deals they created; if they
// changed none, all of them.
//
// param id string -- of the import
CYPHER 25
MATCH (import:Import {id: $id})
RETURN import.command AS command,
  coll.sort(COLLECT {
    MATCH (import)-[touched:TOUCHED]->(deal:Deal)
    WHERE coalesce(touched.created, import.deals_changed = 0)
    RETURN deal.id
  }) AS created,
  coll.sort(COLLECT {
    MATCH (import)-[touched:TOUCHED]->(deal:Deal)
    WHERE NOT coalesce(touched.created, import.deals_changed = 0)
      AND coalesce(touched.restated, touched.created IS NULL)
    RETURN deal.id
  }) AS restated,
  coll.sort(COLLECT {
    MATCH (import)-[touched:TOUCHED]->(:Deal)<-[:TOUCHED]-(later:Import)
    WHERE coalesce(touched.created, import.deals_changed = 0)
      AND later <> import
    RETURN DISTINCT later.id
  }) AS later,
  coll.sort(COLLECT {
    MATCH (import)-[touched:TOUCHED]->(:Deal)<-[:SUPERSEDES]-(newer:Deal)
    WHERE coalesce(touched.created, import.deals_changed = 0)
      AND NOT EXISTS {
        MATCH (import)-[own:TOUCHED]->(newer)
        WHERE coalesce(own.created, import.deals_changed = 0)
      }
    RETURN DISTINCT newer.id
  }) AS superseding,
  coll.sort(COLLECT {
    MATCH (import)-[touched:TOUCHED]->(:Deal)<-[:SUMS]-(figure:Figure)
    WHERE coalesce(touched.created, import.deals_changed = 0)
    RETURN DISTINCT figure.id
  }) AS summing
