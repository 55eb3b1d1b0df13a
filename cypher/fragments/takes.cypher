// What each firm's default takes from others, in US dollars, in the order of `firms`
//
// gives takes
// use lost_with
LET takes = [taken IN lost_with | reduce(total = 0, loss IN taken | total + coalesce(loss.usd, 0))]
