// Where sources disagree
//
// What sources state of a deal, side by side, for the deals on which they disagree by more than a
// little, or of which one figure looks like a slip of a digit: it is doubtful when ten times of
// it, or a tenth, is what better sources state. Only figures of one measure (the total, a year's,
// a month's) and one currency are held against each other; ratio is the highest of them divided
// by the lowest. Nothing is repaired and nothing left out.
//
// param all bool = false -- show every deal on which two sources state a figure
// param sources list of source = [] -- show only deals that one of these sources states
// param firms list of firm = [] -- show only rows in which one of these firms stands
CYPHER 25
MATCH (payer:Firm)<-[:PAYER]-(deal:Deal)-[:PAYEE]->(payee:Firm)
WHERE ($sources = [] OR any(source IN $sources WHERE source IN deal.sources))
  AND ($firms = [] OR payer.id IN $firms OR payee.id IN $firms)
CALL (deal) {
  MATCH (:Source)-[states:STATES]->(deal)
  UNWIND [
    {currency: states.currency, low: states.amount_low, high: states.amount_high},
    {currency: 'USD', low: states.usd_low, high: states.usd_high}
  ] AS claim
  LET figure = CASE claim.low WHEN 0 THEN claim.high ELSE coalesce(claim.low, claim.high) END
  FILTER figure IS NOT NULL
  WITH states.per AS per, claim.currency AS currency, collect(DISTINCT states) AS compared,
       toFloat(max(figure)) / min(figure) AS ratio
  FILTER size(compared) > 1
  UNWIND compared AS states
  RETURN collect(DISTINCT states) AS stated, round(max(ratio), 2) AS ratio
}
FILTER stated <> [] AND ($all OR deal.contested OR any(states IN stated WHERE states.doubtful))
UNWIND stated AS states
LET source = startNode(states)
RETURN deal.id AS deal, source.id AS source, source.kind AS kind,
       states.as_stated AS as_stated, states.usd_low AS usd_low, states.usd_high AS usd_high,
       ratio, states.doubtful AS doubtful
ORDER BY ratio DESC, deal, doubtful, source
