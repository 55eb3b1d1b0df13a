// The ids of all figures
CYPHER 25
MATCH (figure:Figure)
RETURN figure.id AS id
ORDER BY id
