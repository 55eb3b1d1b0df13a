// Whether a deal is in force on a day: it has begun and not ended
//
// A deal that was terminated on an unknown date is in force on no day.
//
// gives in_force(deal)
// use on_day
on_day(deal) AND (deal.status <> 'terminated' OR deal.until IS NOT NULL)
