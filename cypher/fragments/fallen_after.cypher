// The firms that fall after one fails, round by round, the one itself first as round 0
//
// A firm falls when what it loses by all that fell before, together, is at least the threshold of its
// size. Each is {round, firm, lost, share, basis, without, soft}: the loss in US dollars and as a share,
// the number of deals lost without a known amount, and the amounts of those that are not cash.
//
// gives fallen_after(start)
// needs lost_with, revenues, inflows
// use usd, noncash, basis_of, share_lost
// param threshold float = 0.2 -- a firm falls if it loses at least this share of its size
// param max_rounds int(1..100) = 10 -- stop after this many rounds
reduce(
  rows = [{round: 0, firm: start}],
  round IN range(1, $max_rounds) |
  CASE WHEN rows[-1].round < round - 1 THEN rows
  ELSE rows + COLLECT {
    LET fallen = [row IN rows | row.firm]
    UNWIND fallen AS firm
    UNWIND lost_with[firm] AS loss
    FILTER NOT loss.other IN fallen
    LET deal = loss.deal
    WITH loss.other AS other, collect(deal) AS lost_deals, sum(usd(deal) / loss.years) AS lost_a_year
    LET known = [deal IN lost_deals WHERE usd(deal) IS NOT NULL | usd(deal)]
    LET lost = reduce(total = 0, amount IN known | total + amount)
    LET share = share_lost(other, lost, lost_a_year), basis = basis_of(other)
    FILTER share >= $threshold
    LET soft = [deal IN lost_deals WHERE noncash(deal) | usd(deal)]
    RETURN {
      round: round, firm: other, lost: lost, share: share, basis: basis,
      without: size(lost_deals) - size(known), soft: soft
    }
  } END
)
