// The part of a deal's amount that falls into some days of its term, evenly by days, in whole US dollars
//
// gives part_of_term(deal, days, term)
// use usd
toInteger(round(toFloat(usd(deal)) * days / (duration.inDays(term[0], term[1]).days + 1)))
