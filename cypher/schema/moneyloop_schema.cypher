// One marker, by which the program knows its own graph
CYPHER 25
CREATE CONSTRAINT moneyloop_schema IF NOT EXISTS
FOR (marker:Moneyloop) REQUIRE marker.schema IS UNIQUE
