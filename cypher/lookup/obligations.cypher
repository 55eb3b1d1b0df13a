// What firms owe each other within twelve months
//
// One row for each deal, by the same rules as in the reports: of orders and of promised capital in cash
// what falls due, and of a loan that is paid out and ends within the year all of it, which the borrower
// owes. usd is null if no amount is known.
//
// use flows, default_term, noncash, status_on, unpaid, due, usd
CYPHER 25
FILTER NOT noncash(deal)
LET is_lent = type(deal) = 'LENDS_TO' AND status_on(deal) = 'closed'
FILTER CASE WHEN is_lent THEN $as_of < deal.term_to <= $as_of + duration('P1Y') ELSE unpaid(deal, years) END
RETURN CASE WHEN is_lent THEN payee ELSE payer END AS debtor,
       CASE WHEN is_lent THEN payer ELSE payee END AS creditor,
       CASE WHEN is_lent THEN usd(deal) ELSE due(deal, years) END AS usd, deal.deal AS deal
ORDER BY deal
