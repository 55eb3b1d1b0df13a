// What each firm's default takes through the chosen channels, one entry for each firm that loses
//
// Each is {other, usd, next_year, deals, known, soft, soft_known, soft_usd, lost_from}: who loses; how
// much, and how much within twelve months; how many deals, and of how many the amount is known; the same
// of those that are not cash; and the first day of the earliest term.
//
// gives lost_with
// use losses, noncash
// param channels list of choice(orders|capital|exposure) = ["orders"] -- which losses of other firms to include
LET lost_with = [taken IN losses | COLLECT {
  UNWIND taken AS loss
  FILTER loss.channel IN $channels
  LET deal = loss.deal
  LET soft_loss = CASE WHEN noncash(deal) THEN loss END
  WITH loss.other AS other, sum(loss.usd) AS usd, sum(loss.next_year) AS next_year,
       count(*) AS lost_deals, count(loss.usd) AS known, count(soft_loss) AS soft,
       count(soft_loss.usd) AS soft_known, sum(soft_loss.usd) AS soft_usd, min(loss.lost_from) AS lost_from
  RETURN {
    other: other, usd: usd, next_year: next_year, deals: lost_deals, known: known, soft: soft,
    soft_known: soft_known, soft_usd: soft_usd, lost_from: lost_from
  }
}]
