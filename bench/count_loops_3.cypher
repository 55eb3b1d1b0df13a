// How many loops of 3 accounts there are, each counted from its least one
CYPHER 25
MATCH (a:Account)-[:PAYS]->(b)-[:PAYS]->(c)-[:PAYS]->(a)
WHERE a.id < b.id AND a.id < c.id
RETURN count(*) AS loops
