// Round trips in chronological order
//
// Chains of two to four single deals that return to their first firm, visit no other firm twice, and
// can have been announced in this order. kind is round_trip if the chain begins with capital and
// contains a purchase or a lease, and circular_trade if it consists of purchases and leases only.
//
// A deal is dated to its day, month, quarter, half-year or year; if it has no announcement, the
// earliest publication of its sources is used. A chain is in order if a day can be chosen for each
// deal, within its date, so that no deal comes before the one preceding it; deals of the same day
// are in order. Two deals between the same firms make two chains. A round trip is shown once for each
// capital deal from which it is in order, a circular trade once, from the first firm by id from which
// it is in order. Deals without any date are left out, and a note says how many there are.
//
// days is the shortest possible span from the first to the last day. announced gives the date of
// each deal as precisely as it is known. weakest_usd is the amount of the smallest deal; it is
// empty if an amount is unknown. Chains with the largest weakest_usd come first. At most --limit
// are shown, and a note says if there are more.
//
// Chronological order does not prove that one deal paid for the other.
//
// use deals, network, shown, REVENUE, grown_in_time, in_order, last_day, dated, usd
// draw deals_drawn
// firms firms
// key deals
// param max_hops int(2..4) = 3 -- the most deals in a chain, 2 to 4
// param within_days int(0..100000) = 100000 -- leave out chains that span more days than this
// param limit int(1..10000000) = 100000 -- show at most this many chains
CYPHER 25
// For each firm those that it pays with a deal that has a date, and these deals
LET dated_hops = [hops IN pays | [hop IN hops WHERE any(deal IN hop[1] WHERE deal.since IS NOT NULL) |
  [hop[0], [deal IN hop[1] WHERE deal.since IS NOT NULL]]]]
LET found = COLLECT {
  UNWIND range(0, size(firms) - 1) AS first
  CALL (first, paid, dated_hops, spans, firms, shown) {
    // A chain comes back only through a firm that pays the first
    LET closing = [hop IN paid[first] WHERE any(deal IN hop[1] WHERE deal.since IS NOT NULL)]
    FILTER closing <> []
    LET payers = [hop IN closing | hop[0]], one = {firms: [first], deals: [], grows: true}
    UNWIND grown_in_time(one) AS two
    UNWIND grown_in_time(two) AS three
    UNWIND grown_in_time(three) AS chain
    FILTER chain.firms[-1] IN payers
    UNWIND closing[coll.indexOf(payers, chain.firms[-1])][1] AS deal
    FILTER deal.since IS NOT NULL AND chain.ends <= last_day(deal)
    LET ends = CASE WHEN deal.since > chain.ends THEN deal.since ELSE chain.ends END,
        all_deals = chain.deals + deal
    LET days = CASE WHEN chain.begins < ends THEN duration.inDays(chain.begins, ends).days ELSE 0 END
    FILTER days <= $within_days AND CASE WHEN chain.trade THEN deal:REVENUE ELSE any(deal IN all_deals WHERE deal:REVENUE) END
    // A trade that is in order from several of its firms would come several times
    FILTER NOT chain.trade OR none(at IN range(1, size(all_deals) - 1) WHERE chain.firms[at] < first
      AND any(turned IN [all_deals[at..] + all_deals[..at]] WHERE in_order(turned)))
    FILTER $firms = [] OR any(index IN chain.firms WHERE firms[index] IN shown)
    LET weakest = CASE WHEN all(deal IN all_deals WHERE usd(deal) IS NOT NULL) THEN coll.min([deal IN all_deals | usd(deal)]) END
    RETURN collect([-coalesce(weakest, -1), days, chain.firms, [deal IN all_deals | deal.deal], all_deals, weakest, chain.trade]) AS chains
  }
  // Sorted as lists: rows sorted one by one would each count a copy of `deals`
  UNWIND coll.sort(chains)[..$limit] AS chain
  RETURN chain
}
UNWIND coll.sort(found)[..$limit] AS chain
RETURN [index IN chain[2] | firms[index]] AS firms, chain[3] AS deals,
       [deal IN chain[4] | reduce(text = null, precision IN [deal.announced_precision] | dated(deal, precision))] AS announced,
       chain[1] AS days, chain[5] AS weakest_usd,
       CASE WHEN chain[6] THEN 'circular_trade' ELSE 'round_trip' END AS kind
