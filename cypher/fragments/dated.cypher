// The first possible day of a deal as text, at a precision
//
// gives dated(deal, precision)
CASE precision
  WHEN 'month' THEN substring(toString(deal.since), 0, 7)
  WHEN 'quarter' THEN deal.since.year + 'Q' + deal.since.quarter
  WHEN 'half' THEN deal.since.year + 'H' + (deal.since.quarter + 1) / 2
  WHEN 'year' THEN toString(deal.since.year)
  ELSE toString(deal.since)
END
