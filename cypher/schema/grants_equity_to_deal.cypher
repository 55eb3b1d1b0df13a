// At most one GRANTS_EQUITY_TO edge per deal
CYPHER 25
CREATE CONSTRAINT grants_equity_to_deal IF NOT EXISTS
FOR ()-[edge:GRANTS_EQUITY_TO]-() REQUIRE edge.deal IS UNIQUE
