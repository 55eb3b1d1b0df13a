// What an unpaid deal brings within twelve months, in US dollars; null where its amount is not known
//
// Of what is paid down: the share of the term's days that are in the year after the day asked for. Of
// other capital: all, unless it starts later than that.
//
// gives due(deal, years)
// use paid_down, term_of, part_of_term, usd
// param as_of date = today -- include only deals in force on this date
CASE WHEN paid_down(deal) THEN reduce(part = null, term IN [term_of(deal, years)] |
  reduce(part = null, days IN [duration.inDays(
    CASE WHEN term[0] > $as_of THEN term[0] - duration('P1D') ELSE $as_of END,
    CASE WHEN term[1] < $as_of + duration('P1Y') THEN term[1] ELSE $as_of + duration('P1Y') END
  ).days] | reduce(part = null, days IN [CASE WHEN days > 0 THEN days ELSE 0 END] | part_of_term(deal, days, term))))
WHEN deal.starts > $as_of + duration('P1Y') THEN usd(deal) * 0
ELSE usd(deal) END
