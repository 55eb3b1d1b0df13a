// The deals between two firms in one direction as one hop of a loop
//
// A map: the deals; the sum of their known amounts, null where none is known; and how many are unknown.
//
// gives folded(deals)
// use usd, sum_usd
{deals: deals, usd: sum_usd(deals), without_usd: size([deal IN deals WHERE usd(deal) IS NULL])}
