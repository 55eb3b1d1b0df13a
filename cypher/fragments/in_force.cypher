// Whether a deal is in force on a day
//
// It has begun, or its beginning is not known, and it has not ended. A terminated deal whose end is not
// known is in force on no day. Works on a deal's node and on its edge.
//
// gives in_force(deal)
// param as_of date = today -- include only deals in force on this date
coalesce(deal.since <= $as_of, true)
  AND coalesce(deal.ended > $as_of, true)
  AND (deal.status <> 'terminated' OR deal.ended IS NOT NULL)
