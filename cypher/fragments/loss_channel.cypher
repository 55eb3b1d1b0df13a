// Through which channel a default of one party of a deal takes it from the other; null if none does
//
// `pays` is whether the failing firm is the payer. orders: not yet paid; capital: promised and not
// closed; exposure: what others have invested in the firm, lent to it or guaranteed for it.
//
// gives loss_channel(deal, pays)
// use REVENUE
CASE
  WHEN NOT pays AND type(deal) IN ['INVESTS_IN', 'LENDS_TO', 'BACKSTOPS'] THEN 'exposure'
  WHEN NOT pays OR deal.status = 'closed' THEN null
  WHEN deal:REVENUE THEN 'orders'
  ELSE 'capital'
END
