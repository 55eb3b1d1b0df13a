// The amount that a claim is about: that of its source, at its place, about one of its deals and figures
//
// As {of, per, currency, usual}: `of` is the id of the deal or figure, `usual` the amount that reports would
// add up. Null where the source states no amount there, and for a claim of another kind.
//
// gives own_amount(claim, source)
COLLECT {
  MATCH (source)-[states:STATES]->(thing)<-[:CONCERNS]-(claim)
  WHERE claim.kind = 'amount' AND coalesce(states.locator, '') = coalesce(claim.locator, '')
    AND coalesce(states.amount_low, states.amount_high) IS NOT NULL
  RETURN {of: thing.id, per: states.per, currency: states.currency, usual: CASE states.amount_low
    WHEN 0 THEN states.amount_high ELSE coalesce(states.amount_low, states.amount_high) END}
  ORDER BY thing.id, coalesce(states.nth, 1) LIMIT 1
}[0]
