// At most one LENDS_TO edge per deal
CYPHER 25
CREATE CONSTRAINT lends_to_deal IF NOT EXISTS
FOR ()-[edge:LENDS_TO]-() REQUIRE edge.deal IS UNIQUE
