// The amount of a deal or a figure in US dollars; null where it is not known
//
// A bound that is not known is the headline: "at least $20B" is 20 under every choice, "up to $20B" is 0
// under low.
//
// gives usd(deal)
// param amount choice(low|headline|high) = headline -- which bound of a range to use; the headline, where that bound is unknown
CASE $amount
  WHEN 'low' THEN coalesce(deal.usd_low, deal.usd)
  WHEN 'high' THEN coalesce(deal.usd_high, deal.usd)
  ELSE deal.usd
END
