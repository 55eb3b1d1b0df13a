// The sum of the known amounts of deals, in US dollars; null, not 0, where none is known
//
// gives sum_usd(deals)
// use usd
reduce(total = null, deal IN deals | coalesce(total + usd(deal), total, usd(deal)))
