// No new money comes in: firms only pass on what they get
//
// Measured as in `new-money`: what each firm pays out beyond what it takes in comes from outside. The
// claim holds if that is less than a tenth of all that is announced.
//
// gives money_stays_in_the_circle(claim)
// needs pays, paid
// use sum_usd, in_short
COLLECT {
  LET nets = [firm IN range(0, size(pays) - 1) |
    reduce(out = 0, deals IN [hop IN pays[firm] | hop[1]] | out + coalesce(sum_usd(deals), 0))
    - reduce(taken = 0, deals IN [hop IN paid[firm] | hop[1]] | taken + coalesce(sum_usd(deals), 0))]
  LET gross = reduce(total = 0, deals IN coll.flatten([hops IN pays | [hop IN hops | hop[1]]]) | total + coalesce(sum_usd(deals), 0)),
      new = reduce(total = 0, net IN nets | total + CASE WHEN net > 0 THEN net ELSE 0 END)
  FILTER gross > 0
  RETURN {
    verdict: CASE WHEN new * 10 < gross THEN 'confirmed' ELSE 'contradicted' END,
    why: 'of ' + in_short(gross) + ' announced, ' + in_short(new) + ' has to come from outside these deals'
  }
}[0]
