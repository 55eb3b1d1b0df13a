// How many loops of 2 accounts there are, each counted from its least one
CYPHER 25
MATCH (a:Account)-[:PAYS]->(b)-[:PAYS]->(a)
WHERE a.id < b.id
RETURN count(*) AS loops
