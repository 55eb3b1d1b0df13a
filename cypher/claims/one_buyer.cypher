// Everything depends on the orders of one firm
//
// Measured as in `knock-out`: orders not yet paid. The claim is about the firm that pays most of its
// deals, and holds if nine tenths of all such orders are its own.
//
// gives one_buyer(claim)
// needs firms
// use takes, subject, party, in_short
COLLECT {
  UNWIND [subject(claim)] AS firm
  LET own = takes[coll.indexOf(firms, party(firm))], all_of_it = reduce(total = 0, taken IN takes | total + taken)
  FILTER firm IS NOT NULL AND all_of_it > 0
  RETURN {
    verdict: CASE WHEN own * 10 >= all_of_it * 9 THEN 'confirmed' ELSE 'contradicted' END,
    why: 'of ' + in_short(all_of_it) + ' that is ordered and not yet paid, ' + in_short(own) + ' is ordered by ' + firm.name
  }
}[0]
