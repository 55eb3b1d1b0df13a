// How many firms each firm's default would bring down
//
// The result of `cascade` for every firm in turn. rounds is the last round in which a firm falls,
// and firms_fallen the number of firms that fall, not counting the first.
//
// A firm falls if it loses at least the threshold of its size through all earlier defaults
// together. The channels, what is lost and how it is weighed are as in `knock-out`: what the firm
// loses within twelve months, against a year's revenue. A firm whose revenue is unknown does not
// fall, since it cannot be said whether it would; with --basis deals, all firms are weighed against
// their known inflow instead. A firm that has fallen loses nothing more.
//
// fallen_low and fallen_high are the fewest and the most firms that fall if the term of the orders
// whose term is unknown is assumed to be 3, 4, 5, 6 or 7 years: if they differ, the ranking depends
// on that assumption. unknown lists the firms that would lose something and have no known revenue.
//
// lost_usd is what all other firms lose: for those that fall, the loss that brought them down; for
// the others, what all fallen firms take from them. lost_next_year_usd is the part of it due within
// twelve months. without_usd counts the deals in it whose amount is unknown. noncash_usd is the part
// of lost_usd that is capital but not cash. The sums are empty if there are such deals but no amount
// is known.
//
// Amounts are as announced, not as paid, and firms have means that the graph does not contain. A
// cascade shows who depends on whom, not who will fail.
//
// With --by group, revenue is the consolidated figure about the parent; figures about subsidiaries
// are not added to it.
//
// use counted_deals, network, is_shown, weighable, fallen_after, losses_after, by_terms, fallen_by_term
// draw losses_drawn
// firms firm, unknown
// key firm
CYPHER 25
LET rests = [losers IN by_terms | any(loss IN losers WHERE loss.rests)]
UNWIND range(0, size(firms) - 1) AS start
LET firm = firms[start]
FILTER is_shown(firm)
LET rows = fallen_after(start)
LET falls = rows[1..], fallen = [row IN rows | row.other]
// No other number can fall unless an assumed term is involved
LET by_term = CASE WHEN any(one IN fallen WHERE rests[one]) THEN fallen_by_term(start) ELSE [size(falls)] END
LET survivors = losses_after(fallen, lost_with)
// Added up, so that the lists stay behind: sorting would count a copy of them for each row
CALL (falls, survivors, sizes, firms) {
  UNWIND falls + survivors AS loss
  RETURN sum(loss.usd) AS lost, sum(loss.next_year) AS next_year, sum(loss.deals) AS lost_deals,
         sum(loss.known) AS known, sum(loss.soft) AS soft, sum(loss.soft_known) AS soft_known,
         sum(loss.soft_usd) AS soft_usd, coll.sort(collect(CASE
           WHEN coalesce(sizes[loss.other], 0) = 0 AND (loss.usd > 0 OR loss.known < loss.deals)
           THEN firms[loss.other] END)) AS unknown
}
WITH firm, rows[-1].round AS rounds, sum(size(falls)) AS firms_fallen,
     CASE WHEN lost_deals = 0 OR known > 0 THEN lost END AS lost_usd, lost_deals - known AS without_usd,
     CASE WHEN soft = 0 OR soft_known > 0 THEN soft_usd END AS noncash_usd,
     CASE WHEN lost_deals = 0 OR known > 0 THEN next_year END AS lost_next_year_usd,
     coll.min(by_term) AS fallen_low, coll.max(by_term) AS fallen_high, unknown
RETURN firm, rounds, firms_fallen, lost_usd, without_usd, noncash_usd,
       lost_next_year_usd, fallen_low, fallen_high, unknown
ORDER BY firms_fallen DESC, coalesce(lost_usd, -1) DESC, firm
