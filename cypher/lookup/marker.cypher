// Whose graph this is: the schema of our marker, if any, and whether there are other nodes
CYPHER 25
RETURN COLLECT { MATCH (marker:Moneyloop) RETURN marker.schema } AS schemas,
       EXISTS { MATCH (node) WHERE NOT node:Moneyloop } AS has_nodes
