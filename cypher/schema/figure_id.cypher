// Figure ids are unique
CYPHER 25
CREATE CONSTRAINT figure_id IF NOT EXISTS
FOR (figure:Figure) REQUIRE figure.id IS UNIQUE
