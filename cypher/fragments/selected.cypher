// Whether a deal is in force on a day and passes the filters that all reports share
//
// gives selected(deal)
// use on_day, passes
on_day(deal) AND passes(deal)
