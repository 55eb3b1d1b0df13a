// The days of the stages and of the term of a deal that are known, as pairs of a name and the day as text
//
// gives stage_days(deal)
// use day_text
COLLECT {
  UNWIND range(0, 5) AS at
  LET stage = ['announced', 'signed', 'closed', 'starts', 'ends', 'ended'][at]
  LET day = deal[stage], precision = deal[stage + '_precision']
  FILTER day IS NOT NULL
  RETURN [stage, day_text(day, precision)]
  ORDER BY at
}
