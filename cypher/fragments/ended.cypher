// Whether a deal has ended by a day and would otherwise pass the shared filters
//
// gives ended(deal)
// use has_status, passes
// param as_of date = today -- include only deals in force on this date
deal.until <= $as_of AND (deal.status = 'terminated' OR has_status(deal)) AND passes(deal)
