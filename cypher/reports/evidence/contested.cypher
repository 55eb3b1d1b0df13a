// Where sources disagree
//
// What sources state of a deal or a figure, side by side, where they disagree by more than a
// little, or where one amount looks like a slip of a digit: it is doubtful when ten times of it, or
// a tenth, is what better sources state. Only amounts of one measure (the total, a year's, a
// month's) and one currency are held against each other; ratio is the highest of them divided by
// the lowest, without their signs. In the column deal stands the id of the deal or the figure.
// Nothing is repaired and nothing left out.
//
// param all bool = false -- show everything of which two amounts are stated
// param sources list of source = [] -- show only what one of these sources states
// param firms list of firm = [] -- show only deals and figures of these firms
CYPHER 25
MATCH (stated:Deal|Figure)
WHERE ($sources = [] OR any(source IN $sources WHERE source IN stated.sources))
  AND ($firms = [] OR EXISTS { (stated)-[:PAYER|PAYEE|ABOUT]->(firm:Firm) WHERE firm.id IN $firms })
CALL (stated) {
  MATCH (:Source)-[states:STATES]->(stated)
  UNWIND [
    {currency: states.currency, low: states.amount_low, high: states.amount_high},
    {currency: 'USD', low: states.usd_low, high: states.usd_high}
  ] AS claim
  LET amount = CASE claim.low WHEN 0 THEN claim.high ELSE coalesce(claim.low, claim.high) END
  FILTER amount IS NOT NULL
  WITH states.per AS per, claim.currency AS currency, collect(DISTINCT states) AS compared,
       toFloat(max(abs(amount))) / min(abs(amount)) AS ratio
  FILTER size(compared) > 1
  UNWIND compared AS states
  RETURN collect(DISTINCT states) AS statements, round(max(ratio), 2) AS ratio
}
FILTER statements <> []
  AND ($all OR stated.contested OR any(states IN statements WHERE states.doubtful))
UNWIND statements AS states
LET source = startNode(states)
RETURN stated.id AS deal, source.id AS source, source.kind AS kind,
       states.as_stated AS as_stated, states.usd_low AS usd_low, states.usd_high AS usd_high,
       ratio, states.doubtful AS doubtful
ORDER BY ratio DESC, deal, doubtful, source, states.per, coalesce(states.nth, 1)
