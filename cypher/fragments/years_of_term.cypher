// The term of a deal in years, at least one; --default-years where it is not known
//
// gives years_of_term(deal)
// param default_years int(1..100) = 5 -- the term in years to assume for an order whose term is unknown
reduce(years = null, term IN [duration.inDays(coalesce(deal.starts, deal.since), deal.ends).days / 365.25] |
  CASE WHEN term < 1 THEN 1.0 ELSE coalesce(term, toFloat($default_years)) END)
