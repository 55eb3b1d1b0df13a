// Whether a deal has begun by a day and has not ended; one without dates counts as begun
//
// Works on a deal's node and on its edge.
//
// gives on_day(deal)
// param as_of date = today -- include only deals in force on this date
coalesce(deal.since <= $as_of, true) AND coalesce(deal.until > $as_of, true)
