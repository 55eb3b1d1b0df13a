// Whether a deal is in force on a day and passes the filters by source, amount and kind
//
// gives counted_on(deal, day)
// use in_force_on, passes
in_force_on(deal, day) AND passes(deal)
