// Whether a deal has begun by a day; one without any date counts as begun
//
// Works on a deal's node and on its edge.
//
// gives begun(deal)
// param as_of date = today -- include only deals in force on this date
coalesce(deal.since <= $as_of, true)
