// The first and the last day of the term of a deal that is paid down
//
// The term begins with `starts`, else with `since`; if neither is known, on the day after the one asked
// for. It ends with `ends` or after the stated duration; if neither is known, after the assumed years.
//
// gives term_of(deal, years)
// param as_of date = today -- include only deals in force on this date
reduce(term = null, begins IN [coalesce(deal.term_from, $as_of + duration('P1D'))] |
  [begins, coalesce(deal.term_to, begins + duration({years: years}) - duration('P1D'))])
