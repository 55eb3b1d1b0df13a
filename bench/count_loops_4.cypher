// The number of loops of 4 accounts, each counted at its least account
CYPHER 25
MATCH (a:Account)-[:PAYS]->(b)-[:PAYS]->(c)-[:PAYS]->(d)-[:PAYS]->(a)
WHERE a.id < b.id AND a.id < c.id AND a.id < d.id AND b <> d
RETURN count(*) AS loops
