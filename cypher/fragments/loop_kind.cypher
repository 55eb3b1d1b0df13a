// The kind of a loop, given by the deals of its hops
//
// A round_trip has capital and revenue, a circular_trade only purchases and leases, a circular_capital
// only capital.
//
// gives loop_kind(hops)
// use CAPITAL, REVENUE
CASE
  WHEN none(hop IN hops WHERE any(deal IN hop WHERE deal:CAPITAL)) THEN 'circular_trade'
  WHEN none(hop IN hops WHERE any(deal IN hop WHERE deal:REVENUE)) THEN 'circular_capital'
  ELSE 'round_trip'
END
