// Deal ids are unique
CYPHER 25
CREATE CONSTRAINT deal_id IF NOT EXISTS
FOR (deal:Deal) REQUIRE deal.id IS UNIQUE
