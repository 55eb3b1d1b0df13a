// Days in the wrong order
//
// param since date(first) -- the first day; a month or a year means its first day
// param until date = today -- the last day; a month or a year means its last day
CYPHER 25
RETURN CASE WHEN $since > $until THEN
  'no day is from ' + toString($since) + ' to ' + toString($until) + '; is --since later than you meant, or --until earlier?' END AS note
