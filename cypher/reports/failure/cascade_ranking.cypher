// How many firms each firm's default would bring down
//
// The result of `cascade` for every firm in turn. rounds is the last round in which a firm falls,
// and firms_fallen the number of firms that fall, not counting the first.
//
// A firm falls if it loses at least the threshold of its size through all earlier defaults
// together. Channels, and the weighing of losses, are as in `knock-out`: an order counts with one
// year of its term against a year's revenue, capital and exposure count in full; if no revenue is
// known, the full loss is weighed against the known inflow. A firm that has fallen loses nothing
// more.
//
// lost_usd is what all other firms lose: for those that fall, the loss that brought them down; for
// the others, what all fallen firms take from them. without_usd counts the deals in it whose amount
// is unknown. noncash_usd is the part of lost_usd that is capital but not cash. Both sums are empty
// if there are such deals but no amount is known.
//
// Amounts are as announced, not as paid, and firms have means that the graph does not contain. A
// cascade shows who depends on whom, not who will fail.
//
// With --by group, revenue is the consolidated figure about the parent; figures about subsidiaries
// are not added to it.
//
// use counted_deals, network, is_shown, lost_with, fallen_after, noncash, usd
// draw losses_drawn
// firms firm
CYPHER 25
UNWIND range(0, size(firms) - 1) AS start
LET firm = firms[start]
FILTER is_shown(firm)
LET rows = fallen_after(start)
// What firms that do not fall lose
CALL (rows, lost_with) {
  LET fallen = [row IN rows | row.firm]
  UNWIND fallen AS firm_fallen
  UNWIND lost_with[firm_fallen] AS loss
  FILTER NOT loss.other IN fallen
  LET deal = loss.deal
  LET is_soft = noncash(deal), amount = usd(deal)
  RETURN count(*) AS survived, sum(amount) AS lost, count(amount) AS known,
         count(CASE WHEN is_soft THEN 1 END) AS soft,
         collect(CASE WHEN is_soft THEN amount END) AS soft_known
}
LET falls = rows[1..]
LET soft_usds = reduce(all_soft = soft_known, row IN falls | all_soft + [amount IN row.soft WHERE amount IS NOT NULL])
// Added up, so that the lists stay behind: sorting would count a copy of them for each row
WITH firm, rows[-1].round AS rounds, sum(size(falls)) AS firms_fallen,
     CASE WHEN survived = 0 OR known > 0 OR falls <> [] THEN
       reduce(total = lost, row IN falls | total + row.lost) END AS lost_usd,
     reduce(total = survived - known, row IN falls | total + row.without) AS without_usd,
     CASE WHEN soft_usds <> [] OR reduce(deals = soft, row IN falls | deals + size(row.soft)) = 0 THEN
       reduce(total = 0, amount IN soft_usds | total + amount) END AS noncash_usd
RETURN firm, rounds, firms_fallen, lost_usd, without_usd, noncash_usd
ORDER BY firms_fallen DESC, coalesce(lost_usd, -1) DESC, firm
