// The number of loops of 2 accounts, each counted at its least account
CYPHER 25
MATCH (a:Account)-[:PAYS]->(b)-[:PAYS]->(a)
WHERE a.id < b.id
RETURN count(*) AS loops
