// Where sources disagree
//
// Statements about the same deal or figure, side by side, whose amounts disagree even if each is
// widened by 5 %, or seem to have a digit too many or too few. An amount is doubtful if ten times
// it, or a tenth of it, is about what a source at least as reliable states. Only amounts of the
// same measure (the total, a year's, a month's) and currency are compared.
//
// The column deal holds the id of the deal or figure. ratio is the highest amount divided by the
// lowest, ignoring signs. Nothing is corrected and nothing is left out.
//
// use stated, about_firms
// key deal, source
// param all bool = false -- show everything with two or more comparable amounts
// param sources list of source = [] -- show only deals and figures that one of these sources states
// param firms list of firm = [] -- show only deals and figures of these firms
CYPHER 25
MATCH (stated:Deal|Figure)
WHERE stated(stated)
  AND about_firms(stated)
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
