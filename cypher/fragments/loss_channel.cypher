// Through which channel a default of one party of a deal takes it from the other; null if none does
//
// `pays` is whether the failing firm is the payer. orders: not yet paid; capital: promised and not paid in;
// exposure: what others have invested in the firm, lent to it or guaranteed for it, and its granted shares.
//
// gives loss_channel(deal, pays, years)
// use REVENUE, at_risk, unpaid
CASE
  WHEN at_risk(deal) AND pays = (type(deal) = 'GRANTS_EQUITY_TO') THEN 'exposure'
  WHEN NOT pays OR NOT unpaid(deal, years) THEN null
  WHEN deal:REVENUE THEN 'orders'
  ELSE 'capital'
END
