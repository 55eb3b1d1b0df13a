// The sources and what they tell of
//
// Every source with the number of deals that it states, how many of them sources disagree on, and
// how many of its own figures look like the slip of a digit.
//
// param sources list of source = [] -- show only these sources
// param firms list of firm = [] -- show only what is stated of deals of these firms
CYPHER 25
MATCH (source:Source)
WHERE $sources = [] OR source.id IN $sources
OPTIONAL MATCH (source)-[states:STATES]->(deal:Deal)
WHERE $firms = [] OR EXISTS { (deal)-[:PAYER|PAYEE]->(firm:Firm) WHERE firm.id IN $firms }
WITH source, count(DISTINCT deal) AS deals,
     count(DISTINCT CASE WHEN deal.contested THEN deal END) AS contested,
     count(CASE WHEN states.doubtful THEN 1 END) AS doubtful
FILTER deals > 0 OR $firms = []
RETURN source.id AS source, source.publisher AS publisher, source.published AS published,
       source.kind AS kind, deals, contested, doubtful
ORDER BY deals DESC, source
