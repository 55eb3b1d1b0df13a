// The first possible day of a deal as text, at a precision
//
// gives dated(deal, precision)
// use day_text
reduce(text = null, since IN [deal.since] | day_text(since, precision))
