// What is not yet paid of an unpaid deal, in US dollars; null where its amount is not known
//
// Of what is paid down: all before the term begins, then the share of its days that come after the day
// asked for. All other capital is outstanding whole.
//
// gives outstanding(deal, years)
// use paid_down, term_of, part_of_term, usd
// param as_of date = today -- include only deals in force on this date
// param paydown choice(even|none) = even -- how an order is paid over its term: evenly by days, or not before the end (none), which changes lost_usd but never what falls due within twelve months
CASE WHEN $paydown = 'none' OR NOT paid_down(deal) THEN usd(deal)
ELSE reduce(part = null, term IN [term_of(deal, years)] |
  CASE WHEN term[0] > $as_of THEN usd(deal)
  ELSE reduce(part = null, days IN [duration.inDays($as_of, term[1]).days] | part_of_term(deal, days, term)) END)
END
