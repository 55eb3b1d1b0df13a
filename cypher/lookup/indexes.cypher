// The names of all online indexes; the index of a constraint has the name of the constraint
CYPHER 25
SHOW INDEXES YIELD name, state, type, owningConstraint
WHERE state = 'ONLINE' AND (type <> 'RANGE' OR owningConstraint IS NOT NULL)
RETURN collect(name) AS names
