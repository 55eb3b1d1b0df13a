// Whether a deal is in force on the day asked for
//
// gives in_force(deal)
// use in_force_on
// param as_of date = today -- include only deals in force on this date
in_force_on(deal, $as_of)
