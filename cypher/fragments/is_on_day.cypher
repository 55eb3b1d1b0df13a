// Whether a deal was announced, signed or closed in the period that a claim gives
//
// gives is_on_day(deal, claim)
// needs spans
// use spans
claim.date <= deal.announced + coalesce(spans[deal.announced_precision], duration('P0D'))
  AND deal.announced <= claim.date + coalesce(spans[claim.date_precision], duration('P0D'))
OR any(day IN [deal.signed, deal.closed] WHERE claim.date <= day
  AND day <= claim.date + coalesce(spans[claim.date_precision], duration('P0D')))
