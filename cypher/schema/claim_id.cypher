// Claim ids are unique
CYPHER 25
CREATE CONSTRAINT claim_id IF NOT EXISTS
FOR (claim:Claim) REQUIRE claim.id IS UNIQUE
