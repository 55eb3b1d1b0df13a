// A single marker node, by which the program recognizes its own graph
CYPHER 25
CREATE CONSTRAINT moneyloop_schema IF NOT EXISTS
FOR (marker:Moneyloop) REQUIRE marker.schema IS UNIQUE
