// What each firm's default takes from which other firm, and what that loss is weighed against
//
// `losses` lists for each firm {other, channel, deal, usd, next_year, lost_from}: who loses, through which
// channel (orders not yet paid, promised capital not yet paid in, exposure), which deal, how much of it, how
// much of that within twelve months, and the first day of its term. `sizes` has what each firm's losses are
// weighed against: its revenue of a year, or all that it is known to be paid; null where that is not known.
//
// gives losses, sizes
// needs firms, pays, paid
// use default_term, loss_channel, outstanding, due, revenue_of, sum_usd, usd
// param basis choice(revenue|deals) = revenue -- what to weigh a loss against: revenue (the loss of the next year against a year's revenue, where that is known) or deals (the whole loss against the known inflow from deals)
LET losses = [firm IN range(0, size(firms) - 1) | COLLECT {
  UNWIND [hop IN pays[firm] | [true, hop]] + [hop IN paid[firm] | [false, hop]] AS tie
  UNWIND tie[1][1] AS deal
  LET pays_it = tie[0]
  LET channel = loss_channel(deal, pays_it, years)
  FILTER channel IS NOT NULL
  LET usd = CASE channel WHEN 'exposure' THEN usd(deal) ELSE outstanding(deal, years) END
  RETURN {
    other: tie[1][0], channel: channel, deal: deal, usd: usd,
    next_year: CASE channel WHEN 'orders' THEN due(deal, years) ELSE usd END,
    lost_from: CASE channel WHEN 'exposure' THEN null ELSE deal.term_from END
  }
}]
LET sizes = CASE $basis
  WHEN 'revenue' THEN [firm IN firms | revenue_of(firm)]
  ELSE [hops IN paid | reduce(total = 0, sold IN [hop IN hops | hop[1]] | total + coalesce(sum_usd(sold), 0))]
END
