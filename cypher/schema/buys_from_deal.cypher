// At most one BUYS_FROM edge per deal
CYPHER 25
CREATE CONSTRAINT buys_from_deal IF NOT EXISTS
FOR ()-[edge:BUYS_FROM]-() REQUIRE edge.deal IS UNIQUE
