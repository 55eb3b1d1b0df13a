// The status of a deal on a day, which may be earlier than today's
//
// The stages are announced, signed and closed. A stage with a date is reached on its last possible day; a
// deal that has not reached its status by then is signed if it has a date for that by then, otherwise
// announced. A terminated deal had, before it ended, the furthest stage that has a date by then.
//
// gives status_on(deal)
// param as_of date = today -- include only deals in force on this date
CASE
  WHEN deal.status IN ['reported', 'announced', 'contingent'] THEN deal.status
  WHEN deal.status = 'terminated' AND NOT coalesce(deal.until > $as_of, false) THEN 'terminated'
  WHEN coalesce(deal.closed <= $as_of, deal.status = 'closed') THEN 'closed'
  WHEN coalesce(deal.signed <= $as_of, deal.status = 'signed') THEN 'signed'
  ELSE 'announced'
END
