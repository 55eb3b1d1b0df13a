// Firm ids are unique
CYPHER 25
CREATE CONSTRAINT firm_id IF NOT EXISTS
FOR (firm:Firm) REQUIRE firm.id IS UNIQUE
