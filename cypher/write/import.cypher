// Adds an entry to the log of imports
//
// The log is not exported. Its entries are numbered, because a clock may be set back.
//
// param properties map -- of the entry: id, at, command, files, ...
CYPHER 25
LET number = COUNT { (:Import) } + 1
CREATE (import:Import)
SET import = $properties, import.number = number
