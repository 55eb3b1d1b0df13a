// Who states what, and where
//
// What each source states of a deal or a figure, word for word as far as amounts go, the best
// source first, with its address and the place in it: from here a report is followed to its
// sources. In the column deal stands the id of the deal or the figure. Without options everything
// is shown.
//
// param deals list of deal = [] -- show what is stated of these deals
// param figures list of figure = [] -- show what is stated of these figures
// param sources list of source = [] -- show only what one of these sources states
// param firms list of firm = [] -- show only deals and figures of these firms
CYPHER 25
MATCH (source:Source)-[states:STATES]->(stated:Deal|Figure)
WHERE (($deals = [] AND $figures = [])
    OR (stated:Deal AND stated.id IN $deals) OR (stated:Figure AND stated.id IN $figures))
  AND ($sources = [] OR source.id IN $sources)
  AND ($firms = [] OR EXISTS { (stated)-[:PAYER|PAYEE|ABOUT]->(firm:Firm) WHERE firm.id IN $firms })
LET rank = [index IN range(0, size(stated.sources) - 1) WHERE stated.sources[index] = source.id][0]
RETURN stated.id AS deal, source.id AS source, source.published AS published,
       states.as_stated AS as_stated, states.usd_low AS usd_low, states.usd_high AS usd_high,
       states.per AS per, states.status AS status, states.doubtful AS doubtful,
       states.locator AS locator, source.url AS url, states.note AS note
ORDER BY deal, rank, per, coalesce(states.nth, 1)
