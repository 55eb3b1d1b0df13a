// The number of loops of 3 accounts, each counted at its least account
CYPHER 25
MATCH (a:Account)-[:PAYS]->(b)-[:PAYS]->(c)-[:PAYS]->(a)
WHERE a.id < b.id AND a.id < c.id
RETURN count(*) AS loops
