// Whether deals can have been announced in this order, each no earlier than the one before it
//
// gives in_order(deals)
// needs spans
// use last_day
all(at IN range(1, size(deals) - 1) WHERE all(later IN [deals[at]] WHERE
  all(earlier IN deals[..at] WHERE earlier.since <= last_day(later))))
