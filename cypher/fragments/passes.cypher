// Whether a deal passes the filters by source, amount and kind that all reports share, whatever the day
//
// gives passes(deal)
// use stated, usd
// param min_usd usd = 0 -- leave out deals known to be smaller than this, in US dollars
// param secondary bool = false -- include shares bought from other holders
stated(deal)
  AND ($secondary OR coalesce(deal.settlement <> 'secondary', true))
  AND coalesce(usd(deal) >= $min_usd, true)
