// What each firm's default takes from which other firm, and what that loss is weighed against
//
// `losses` lists for each firm {other, deal, channel, years}: who loses, which deal, through which channel
// (orders not yet paid, capital promised and not closed, exposure), and over how many years. `revenues`
// has each firm's revenue of a year, `inflows` all that it is known to be paid, both in US dollars.
//
// gives losses, revenues, inflows
// needs firms, pays, paid
// use loss_channel, revenue_of, usd, years_of_term
// param basis choice(revenue|deals) = revenue -- what to weigh a loss against: revenue (a year's revenue, if it is known) or deals (always the inflow from deals)
LET losses = [firm IN range(0, size(firms) - 1) | COLLECT {
  UNWIND [hop IN pays[firm] | [true, hop]] + [hop IN paid[firm] | [false, hop]] AS tie
  UNWIND tie[1][1] AS deal
  LET pays_it = tie[0]
  LET channel = loss_channel(deal, pays_it)
  FILTER channel IS NOT NULL
  RETURN {
    other: tie[1][0], deal: deal, channel: channel,
    years: CASE channel WHEN 'orders' THEN years_of_term(deal) ELSE 1.0 END
  }
}]
LET revenues = [firm IN firms | CASE $basis WHEN 'revenue' THEN revenue_of(firm) END]
LET inflows = [hops IN paid | reduce(total = 0, hop IN hops |
  total + reduce(from_payer = 0, deal IN hop[1] | from_payer + coalesce(usd(deal), 0)))]
