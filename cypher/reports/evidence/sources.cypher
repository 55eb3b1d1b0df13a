// Sources, and how much they state
//
// For each source: deals is the number of deals that it states, and figures the number of figures
// (revenue, forecasts, totals and the like). contested is the number of these on which sources
// disagree, and doubtful the number of its own amounts that seem to have a digit too many or too
// few. The report `statements` shows what a source states, and where.
//
// use about_firms
// key source
// param sources list of source = [] -- show only these sources
// param firms list of firm = [] -- include only deals and figures of these firms
CYPHER 25
MATCH (source:Source)
WHERE $sources = [] OR source.id IN $sources
OPTIONAL MATCH (source)-[states:STATES]->(stated:Deal|Figure)
WHERE about_firms(stated)
WITH source, count(DISTINCT CASE WHEN stated:Deal THEN stated END) AS deals,
     count(DISTINCT CASE WHEN stated.contested THEN stated END) AS contested,
     count(CASE WHEN states.doubtful THEN 1 END) AS doubtful,
     count(DISTINCT CASE WHEN stated:Figure THEN stated END) AS figures
FILTER deals + figures > 0 OR $firms = []
RETURN source.id AS source, source.publisher AS publisher, source.published AS published,
       source.kind AS kind, deals, contested, doubtful, figures
ORDER BY deals DESC, figures DESC, source
