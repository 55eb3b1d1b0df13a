// Whether a deal is in force on a day: it has begun and not ended
//
// It ends on the day that is given, or on the first day of the deal that supersedes it, whichever is
// earlier (`until`). A deal that was terminated on an unknown date is in force on no day.
//
// gives in_force(deal)
// use begun
// param as_of date = today -- include only deals in force on this date
begun(deal) AND coalesce(deal.until > $as_of, deal.status <> 'terminated')
