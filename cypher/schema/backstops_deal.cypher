// At most one BACKSTOPS edge per deal
CYPHER 25
CREATE CONSTRAINT backstops_deal IF NOT EXISTS
FOR ()-[edge:BACKSTOPS]-() REQUIRE edge.deal IS UNIQUE
