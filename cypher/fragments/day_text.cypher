// A day as text, at a precision
//
// gives day_text(day, precision)
CASE precision
  WHEN 'month' THEN substring(toString(day), 0, 7)
  WHEN 'quarter' THEN day.year + 'Q' + day.quarter
  WHEN 'half' THEN day.year + 'H' + (day.quarter + 1) / 2
  WHEN 'year' THEN toString(day.year)
  ELSE toString(day)
END
