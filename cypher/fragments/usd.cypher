// The amount of a deal or a figure in US dollars; null where it is not known
//
// gives usd(deal)
// param amount choice(low|headline|high) = headline -- which bound of a range to use
CASE $amount WHEN 'low' THEN deal.usd_low WHEN 'high' THEN deal.usd_high ELSE deal.usd END
