// Every statement; either deal or figure is an id, the other is null
CYPHER 25
MATCH (source:Source)-[states:STATES]->(of:Deal|Figure)
RETURN source.id AS source, CASE WHEN of:Deal THEN of.id END AS deal,
       CASE WHEN of:Figure THEN of.id END AS figure, properties(states) AS properties
