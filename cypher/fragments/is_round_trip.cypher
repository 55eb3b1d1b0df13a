// Whether a loop, given by the deals of its hops, has capital and revenue
//
// gives is_round_trip(hops)
// use CAPITAL, REVENUE
any(hop IN hops WHERE any(deal IN hop WHERE deal:CAPITAL)) AND any(hop IN hops WHERE any(deal IN hop WHERE deal:REVENUE))
