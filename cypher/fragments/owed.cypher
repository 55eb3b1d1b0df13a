// What is not yet paid of a deal and what of that falls due within twelve months, in words
//
// A pair; the second is null where nothing is outstanding.
//
// gives owed(deal, years)
// use REVENUE, in_force, status_on, unpaid, outstanding, due, dollars
CASE
  WHEN NOT in_force(deal) THEN ['nothing, since it is not in force', null]
  WHEN unpaid(deal, years) THEN reduce(pair = null, usd IN [[outstanding(deal, years), due(deal, years)]] |
    [amount IN usd | coalesce(dollars(amount), 'an unknown amount')
      + CASE WHEN deal:REVENUE AND deal.term_to IS NULL THEN ', if its term is ' + years + ' years' ELSE '' END])
  WHEN status_on(deal) = 'closed' THEN ['nothing, since it is closed', null]
  WHEN status_on(deal) = 'contingent' THEN ['nothing, unless its condition is met', null]
  ELSE ['nothing, since its term is over', null]
END
