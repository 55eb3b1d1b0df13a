// Where sources disagree
//
// Every figure that a source states of a deal, side by side, for the deals on which sources
// disagree by more than a little, or of which one figure looks like a slip of a digit: it is
// doubtful when ten times of it, or a tenth, is what better sources state. ratio is the highest
// figure of the deal divided by the lowest. Nothing is repaired and nothing left out.
//
// param all bool = false -- show every deal on which two sources state a figure
// param sources list of source = [] -- show only deals that one of these sources states
// param firms list of firm = [] -- show only rows in which one of these firms stands
CYPHER 25
MATCH (payer:Firm)<-[:PAYER]-(deal:Deal)-[:PAYEE]->(payee:Firm)
WHERE ($sources = [] OR any(source IN $sources WHERE source IN deal.sources))
  AND ($firms = [] OR payer.id IN $firms OR payee.id IN $firms)
CALL (deal) {
  MATCH (source:Source)-[states:STATES {per: 'total'}]->(deal)
  WHERE coalesce(states.usd_low, states.usd_high) IS NOT NULL
  LET figure = CASE states.usd_low WHEN 0 THEN states.usd_high ELSE coalesce(states.usd_low, states.usd_high) END
  RETURN collect({source: source, states: states}) AS stated, min(figure) AS lowest, max(figure) AS highest
}
WITH deal, stated, round(toFloat(highest) / lowest, 2) AS ratio
WHERE size(stated) > 1 AND ($all OR deal.contested OR any(one IN stated WHERE one.states.doubtful))
UNWIND stated AS one
RETURN deal.id AS deal, one.source.id AS source, one.source.kind AS kind,
       one.states.as_stated AS as_stated, one.states.usd_low AS usd_low,
       one.states.usd_high AS usd_high, ratio, one.states.doubtful AS doubtful
ORDER BY ratio DESC, deal, doubtful, source
