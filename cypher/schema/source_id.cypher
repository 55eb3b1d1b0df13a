// Source ids are unique
CYPHER 25
CREATE CONSTRAINT source_id IF NOT EXISTS
FOR (source:Source) REQUIRE source.id IS UNIQUE
