// Every source
CYPHER 25
MATCH (source:Source)
RETURN properties(source) AS properties
