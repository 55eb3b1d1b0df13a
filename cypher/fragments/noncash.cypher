// Whether a deal is capital that is not paid in cash: credits, shares, or contingent on something
//
// gives noncash(deal)
// use CAPITAL
deal:CAPITAL AND coalesce(deal.settlement, CASE type(deal)
  WHEN 'GRANTS_EQUITY_TO' THEN 'shares'
  WHEN 'BACKSTOPS' THEN 'contingent'
  ELSE 'cash'
END) IN ['credits', 'shares', 'contingent']
