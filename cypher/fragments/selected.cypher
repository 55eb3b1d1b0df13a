// Whether a deal is in force and passes the filters that all reports share
//
// gives selected(deal)
// use in_force, passes
in_force(deal) AND passes(deal)
