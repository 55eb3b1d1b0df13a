// Whether a deal has begun by the day asked for
//
// gives begun(deal)
// use begun_on
// param as_of date = today -- include only deals in force on this date
begun_on(deal, $as_of)
