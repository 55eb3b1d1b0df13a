// What each source states, and where
//
// One row for each statement of a source about a deal or a figure, the best source first. Use it to
// trace a report back to its sources: as_stated quotes the amount, and url and locator point to the
// passage. The column deal holds the id of the deal or figure. Without options, all statements are
// shown.
//
// use about_firms
// key deal, source, per
// param deals list of deal = [] -- show only statements about these deals
// param figures list of figure = [] -- show only statements about these figures
// param sources list of source = [] -- show only statements of these sources
// param firms list of firm = [] -- show only statements about deals and figures of these firms
CYPHER 25
MATCH (source:Source)-[states:STATES]->(stated:Deal|Figure)
WHERE (($deals = [] AND $figures = [])
    OR (stated:Deal AND stated.id IN $deals) OR (stated:Figure AND stated.id IN $figures))
  AND ($sources = [] OR source.id IN $sources)
  AND about_firms(stated)
LET rank = [index IN range(0, size(stated.sources) - 1) WHERE stated.sources[index] = source.id][0]
RETURN stated.id AS deal, source.id AS source, source.published AS published,
       states.as_stated AS as_stated, states.usd_low AS usd_low, states.usd_high AS usd_high,
       states.per AS per, states.status AS status, states.doubtful AS doubtful,
       states.locator AS locator, source.url AS url, states.note AS note
ORDER BY deal, rank, per, coalesce(states.nth, 1)
