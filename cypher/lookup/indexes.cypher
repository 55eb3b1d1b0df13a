// The names of all indexes; a constraint's index has the constraint's name
CYPHER 25
SHOW INDEXES YIELD name
RETURN collect(name) AS names
