// What firms lose at once if others default: capital paid in, and guarantees
//
// One row for each deal in force: closed investments and loans, and guarantees. usd is null if no amount is
// known.
//
// use counted_flows, status_on, usd
CYPHER 25
FILTER type(deal) = 'BACKSTOPS' OR (type(deal) IN ['INVESTS_IN', 'LENDS_TO'] AND status_on(deal) = 'closed')
RETURN payer AS creditor, payee AS debtor, usd(deal) AS usd, deal.deal AS deal
ORDER BY deal
