// Whether a deal passes the filters that all reports share, whatever the day
//
// gives passes(deal)
// use stated, usd
// param statuses list of choice(reported|announced|signed|closed|contingent|terminated) = ["reported", "announced", "signed", "closed", "contingent"] -- include only deals with these statuses, and deals terminated later
// param min_usd usd = 0 -- leave out deals known to be smaller than this, in US dollars
// param secondary bool = false -- include shares bought from other holders
(deal.status IN $statuses OR (deal.status = 'terminated' AND deal.ended IS NOT NULL))
  AND stated(deal)
  AND ($secondary OR coalesce(deal.settlement <> 'secondary', true))
  AND coalesce(usd(deal) >= $min_usd, true)
