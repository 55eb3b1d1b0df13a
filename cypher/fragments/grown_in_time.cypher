// A chain of deals in order of time as it is, and every chain that is one deal longer
//
// A chain is {firms, deals, begins, ends, grows}: firms by index, the deals between them, and whether it
// may grow. It begins with capital, as late as its deals allow, and ends as early as they allow. The last
// firm is sought only among those in `payers`, which pay the first.
//
// gives grown_in_time(chain)
// needs dated, payers
// use CAPITAL, last_day
CASE WHEN chain.grows THEN CASE chain.deals WHEN [] THEN [] ELSE
  [{firms: chain.firms, deals: chain.deals, begins: chain.begins, ends: chain.ends, grows: false}]
END + COLLECT {
  UNWIND CASE WHEN size(chain.firms) + 1 < $max_hops THEN dated[chain.firms[-1]]
    ELSE [hop IN dated[chain.firms[-1]] WHERE hop[0] IN payers] END AS hop
  LET next = hop[0]
  FILTER NOT next IN chain.firms
  UNWIND hop[1] AS deal
  FILTER chain.deals <> [] OR deal:CAPITAL
  LET latest = last_day(deal)
  LET ends = CASE WHEN chain.ends > deal.since THEN chain.ends ELSE deal.since END,
      begins = CASE WHEN chain.begins < latest THEN chain.begins ELSE latest END
  FILTER coalesce(chain.ends <= latest, true) AND duration.inDays(begins, ends).days <= $within_days
  RETURN {
    firms: chain.firms + next, deals: chain.deals + deal, begins: begins, ends: ends,
    grows: size(chain.firms) + 1 < $max_hops
  }
} ELSE [chain] END
