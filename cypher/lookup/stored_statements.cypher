// What sources state of deals that the graph holds
//
// param ids list -- ids of deals
CYPHER 25
UNWIND $ids AS id
MATCH (source:Source)-[states:STATES]->(deal:Deal {id: id})
RETURN source.id AS source, deal.id AS deal, states.per AS per, properties(states) AS properties,
       properties(source) AS source_properties
