// What each firm's default takes from firms whose size is known, for assumed terms of 3 to 7 years
//
// `by_terms` lists for each firm {other, weighed, rests}: who loses, the weighed loss for each of the five
// terms, and whether it rests on an assumed term.
//
// gives by_terms
// needs losses, sizes, pays
// use REVENUE, unpaid, outstanding, due, weighed_loss
// param basis choice(revenue|deals) = revenue -- what to weigh a loss against: revenue (the loss of the next year against a year's revenue, where that is known) or deals (the whole loss against the known inflow from deals)
// param channels list of choice(orders|capital|exposure) = ["orders"] -- which losses of other firms to include
LET by_terms = [firm IN range(0, size(firms) - 1) | COLLECT {
  CALL (firm, losses, pays) {
    UNWIND losses[firm] AS loss
    LET deal = loss.deal
    FILTER loss.channel IN $channels AND (loss.channel <> 'orders' OR deal.term_to IS NOT NULL)
    LET weighed = weighed_loss(loss)
    RETURN loss.other AS other, [years IN range(3, 7) | weighed] AS weighed, false AS rests
  UNION ALL
    UNWIND pays[firm] AS hop
    UNWIND hop[1] AS deal
    FILTER 'orders' IN $channels AND deal:REVENUE AND deal.term_to IS NULL
    RETURN hop[0] AS other, true AS rests, [years IN range(3, 7) |
      CASE WHEN NOT unpaid(deal, years) THEN null
        WHEN $basis = 'revenue' THEN due(deal, years) ELSE outstanding(deal, years) END] AS weighed
  }
  FILTER sizes[other] > 0
  WITH other, sum(weighed[0]) AS three, sum(weighed[1]) AS four, sum(weighed[2]) AS five,
       sum(weighed[3]) AS six, sum(weighed[4]) AS seven, max(rests) AS rests
  RETURN {other: other, weighed: [three, four, five, six, seven], rests: rests}
}]
