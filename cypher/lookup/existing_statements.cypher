// Existing statements about deals and figures
//
// param ids list -- ids of deals and figures
CYPHER 25
UNWIND $ids AS id
MATCH (source:Source)-[states:STATES]->(of:Deal|Figure {id: id})
RETURN source.id AS source, of.id AS of, states.per AS per, coalesce(states.nth, 1) AS nth,
       properties(states) AS properties, properties(source) AS source_properties
