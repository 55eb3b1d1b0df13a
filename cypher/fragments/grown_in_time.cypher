// A chain of deals in order of time as it is, and every chain that is one deal longer
//
// A chain is {firms, deals, begins, ends, trade, grows}: firms by index, the deals between them, whether it
// has purchases and leases only, and whether it may grow. One that begins with capital may go on with
// anything. It begins as late as its deals allow, and ends as early as they allow. The last firm is sought
// only among those in `payers`, which pay the first.
//
// gives grown_in_time(chain)
// needs dated_hops, payers
// use CAPITAL, last_day
// param kinds list of choice(round_trip|circular_trade) = ["round_trip", "circular_trade"] -- which chains to show: those that begin with capital, or those of purchases and leases only
CASE WHEN chain.grows THEN CASE chain.deals WHEN [] THEN [] ELSE [chain{.*, grows: false}] END + COLLECT {
  UNWIND CASE WHEN size(chain.firms) + 1 < $max_hops THEN dated_hops[chain.firms[-1]]
    ELSE [hop IN dated_hops[chain.firms[-1]] WHERE hop[0] IN payers] END AS hop
  LET next = hop[0]
  FILTER NOT next IN chain.firms
  UNWIND hop[1] AS deal
  LET is_trade = NOT deal:CAPITAL
  FILTER CASE WHEN chain.deals = [] THEN CASE WHEN is_trade THEN 'circular_trade' ELSE 'round_trip' END IN $kinds
    ELSE is_trade OR NOT chain.trade END
  LET latest = last_day(deal)
  LET ends = CASE WHEN chain.ends > deal.since THEN chain.ends ELSE deal.since END,
      begins = CASE WHEN chain.begins < latest THEN chain.begins ELSE latest END
  FILTER coalesce(chain.ends <= latest, true) AND duration.inDays(begins, ends).days <= $within_days
  RETURN {
    firms: chain.firms + next, deals: chain.deals + deal, begins: begins, ends: ends,
    trade: coalesce(chain.trade, is_trade), grows: size(chain.firms) + 1 < $max_hops
  }
} ELSE [chain] END
