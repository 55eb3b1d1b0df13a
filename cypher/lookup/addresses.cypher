// The addresses of the sources of deals and figures, the best source first
//
// param ids list -- ids of deals and figures
CYPHER 25
UNWIND $ids AS id
MATCH (stated:Deal|Figure {id: id})
RETURN id,
       COLLECT {
         UNWIND stated.sources AS source_id
         MATCH (source:Source {id: source_id})
         WHERE source.url IS NOT NULL
         RETURN source.url
       } AS urls
ORDER BY id
