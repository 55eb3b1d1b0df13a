// Whether a deal is in force on a day and passes the filters that all reports share
//
// gives selected(deal)
// use in_force, has_status, passes
in_force(deal) AND has_status(deal) AND passes(deal)
