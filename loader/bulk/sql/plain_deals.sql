-- Deals that nothing else speaks of but the one source that states them.
CREATE TABLE plain_deals AS
WITH once_said AS (
  SELECT deal FROM statements WHERE deal <> '' GROUP BY deal HAVING count(*) = 1
),
once_named AS (
  SELECT id FROM deals GROUP BY id HAVING count(*) = 1
)
SELECT deal.*, said.line AS statement, said.source, said.source_id, said.as_stated,
  said.low, said.high, said.currency,
  coalesce(said.amount_caption, said.as_stated) AS said_caption,
  coalesce(said.amount_caption, '?') AS caption,
  said.status AS said_status, said.locator, said.note AS said_note,
  coalesce(deal.announced, said.published) AS since,
  CASE WHEN said.currency = 'USD' THEN said.low END AS usd_low,
  CASE WHEN said.currency = 'USD' THEN said.high END AS usd_high,
  -- "Up to X" counts as X, a range as its lower end.
  CASE WHEN said.currency = 'USD' THEN CASE WHEN said.low = 0 THEN said.high ELSE said.low END END AS usd
FROM clean_deals AS deal
JOIN clean_statements AS said ON said.deal = deal.id
SEMI JOIN once_said ON once_said.deal = deal.id
SEMI JOIN once_named ON once_named.id = deal.id
ANTI JOIN barred ON barred.id = deal.id
