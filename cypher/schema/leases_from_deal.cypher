// At most one LEASES_FROM edge per deal
CYPHER 25
CREATE CONSTRAINT leases_from_deal IF NOT EXISTS
FOR ()-[edge:LEASES_FROM]-() REQUIRE edge.deal IS UNIQUE
