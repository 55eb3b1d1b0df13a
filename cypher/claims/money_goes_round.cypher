// Firms fund others that buy from them
//
// Measured as in `direct`: the claim holds if at least one firm has both funded another and sold to it.
//
// gives money_goes_round(claim)
// needs firms, pays
// use CAPITAL, REVENUE
COLLECT {
  UNWIND range(0, size(firms) - 1) AS funder
  UNWIND [hop IN pays[funder] WHERE any(deal IN hop[1] WHERE deal:CAPITAL)] AS hop
  FILTER any(back IN pays[hop[0]] WHERE back[0] = funder AND any(deal IN back[1] WHERE deal:REVENUE))
  WITH count(*) AS pairs
  RETURN {
    verdict: CASE WHEN pairs > 0 THEN 'confirmed' ELSE 'contradicted' END,
    why: 'firms that fund another and sell to it: ' + pairs
  }
}[0]
