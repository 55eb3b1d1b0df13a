// At most one INVESTS_IN edge per deal
CYPHER 25
CREATE CONSTRAINT invests_in_deal IF NOT EXISTS
FOR ()-[edge:INVESTS_IN]-() REQUIRE edge.deal IS UNIQUE
