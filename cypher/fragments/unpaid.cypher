// Whether some of a deal is not yet paid: it is neither closed nor contingent, and its term is not over
//
// gives unpaid(deal, years)
// use status_on, paid_down, term_of
// param as_of date = today -- include only deals in force on this date
NOT status_on(deal) IN ['closed', 'contingent'] AND NOT (paid_down(deal) AND term_of(deal, years)[1] <= $as_of)
