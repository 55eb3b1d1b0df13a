// What an article claims, and whether other sources confirm it
//
// One row for each claim of the sources that have claims (`claims.csv` in a knowledge folder). A verdict
// is computed from what other sources had stated by the day asked for, never stored: superseded (its
// deals have ended, or a later figure has replaced it), off by a factor (a power of ten explains the
// difference), confirmed (an amount within 10 %, a day in the same period, a deal that others state,
// too), contested (the others disagree among themselves), contradicted, no other source; of these the
// first that applies. A claim about structure is decided by the measures of other reports on that day.
// Opinions and questions are not checkable.
//
// factor is the power of ten by which the claim has to be multiplied to agree with the best other
// source; it is given whatever the verdict. deals and figures are what the claim is about, and why gives
// the reason for the verdict; urls are addresses of the best other sources.
//
// use known_by, is_over, replaced_by, backers, own_amount, amounts_of_others, disagree, spans, is_on_day
// use deals_by_default, network, in_short, first_three
// use about_the_article, money_stays_in_the_circle, money_goes_round, single_point_of_failure, one_buyer
// use all_fall
// draw claims_drawn
// key claim
// param sources list of source = [] -- show only claims of these sources
// param as_of date = today -- compare with what was published and in force by this date
CYPHER 25
MATCH (source:Source)-[:MAKES]->(claim:Claim)
WHERE ($sources = [] OR source.id IN $sources) AND known_by(source)
LET things = COLLECT { MATCH (claim)-[:CONCERNS]->(thing:Deal|Figure) RETURN thing ORDER BY thing:Figure, thing.id }
LET backed = [thing IN things WHERE backers(thing, source) <> []], own = own_amount(claim, source),
    checked = CASE claim.check
      WHEN 'about_the_article' THEN about_the_article(claim)
      WHEN 'all_fall' THEN all_fall(claim)
      WHEN 'money_goes_round' THEN money_goes_round(claim)
      WHEN 'money_stays_in_the_circle' THEN money_stays_in_the_circle(claim)
      WHEN 'one_buyer' THEN one_buyer(claim)
      WHEN 'single_point_of_failure' THEN single_point_of_failure(claim) END
LET thing = [thing IN things WHERE thing.id = own.of][0]
LET others = CASE WHEN own IS NULL THEN [] ELSE amounts_of_others(thing, source, own) END
LET usual = others[0].usual
LET power = CASE WHEN own.usual * toFloat(usual) > 0 THEN toInteger(round(log10(toFloat(usual) / own.usual))) ELSE 0 END
LET factor = CASE WHEN power <> 0 AND abs(own.usual * 10.0 ^ power - usual) * 10 <= abs(usual) THEN 10.0 ^ power END,
    days = [deal IN backed WHERE is_on_day(deal, claim)]
LET verdict = CASE
  WHEN claim.check IS NOT NULL THEN coalesce(checked.verdict, 'not checkable')
  WHEN claim.kind = 'opinion' THEN 'not checkable'
  WHEN things <> [] AND all(thing IN things WHERE is_over(thing)) THEN 'superseded'
  WHEN claim.kind = 'amount' THEN CASE
    WHEN own IS NULL THEN 'not checkable'
    WHEN others = [] THEN 'no other source'
    WHEN factor IS NOT NULL THEN 'off by a factor'
    WHEN abs(own.usual - usual) * 10 <= abs(usual) THEN 'confirmed'
    WHEN disagree(others) THEN 'contested'
    ELSE 'contradicted' END
  WHEN backed = [] OR claim.kind = 'fact' AND size(backed) < size(things) THEN 'no other source'
  WHEN claim.kind = 'date' AND days = [] THEN 'contradicted'
  ELSE 'confirmed' END
LET stated = CASE own.currency WHEN 'USD' THEN in_short(usual) ELSE usual + ' ' + own.currency END,
    first = things[0], proof = backed[0]
LET proofs = CASE WHEN proof IS NOT NULL THEN backers(proof, source) END,
    later = CASE WHEN first:Figure THEN replaced_by(first) END
RETURN claim.id AS claim, claim.claim AS states, verdict, factor,
       [thing IN things WHERE thing:Deal | thing.id] AS deals, [thing IN things WHERE thing:Figure | thing.id] AS figures,
       CASE
         WHEN claim.check IS NOT NULL THEN coalesce(checked.why, 'there is nothing to measure')
         WHEN claim.kind = 'opinion' THEN 'an opinion or a question, which no deal and no figure decides'
         WHEN verdict = 'superseded' THEN CASE WHEN first:Figure THEN 'replaced by ' + later
           ELSE first.id + ' ended' + coalesce(' on ' + toString(first.until), '') + coalesce(', replaced by ' + first.superseded_by, '') END
         WHEN own IS NULL AND claim.kind = 'amount' THEN 'the source states no amount of money there'
         WHEN verdict = 'no other source' THEN 'no other source that was published by then states all of it'
         WHEN claim.kind = 'amount' THEN others[0].source + ' states ' + stated
         WHEN claim.kind = 'date' THEN proof.id + ' was announced on ' + coalesce(toString(proof.announced), 'an unknown day')
         ELSE 'also stated by ' + first_three(proofs) END AS why,
       COLLECT {
         UNWIND things AS one
         UNWIND backers(one, source)[..2] AS id
         MATCH (other:Source {id: id})
         RETURN DISTINCT other.url AS url LIMIT 3
       } AS urls
ORDER BY source.id, claim
