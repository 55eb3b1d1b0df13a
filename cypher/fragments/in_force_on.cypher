// Whether a deal is in force on a day: it has begun and not ended
//
// It ends on the day that is given, or on the first day of the deal that supersedes it, whichever is
// earlier (`until`). A deal that was terminated on an unknown date is in force on no day.
//
// gives in_force_on(deal, day)
// use begun_on
begun_on(deal, day) AND coalesce(deal.until > day, deal.status <> 'terminated')
