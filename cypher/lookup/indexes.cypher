// The names of all finished indexes; a constraint's index has the constraint's name
CYPHER 25
SHOW INDEXES YIELD name, state, type, owningConstraint
WHERE state = 'ONLINE' AND (type <> 'RANGE' OR owningConstraint IS NOT NULL)
RETURN collect(name) AS names
