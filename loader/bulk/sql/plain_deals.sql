-- Deals to which nothing but one statement refers.
CREATE TABLE plain_deals AS
WITH stated_once AS (
  SELECT deal FROM statements WHERE deal <> '' GROUP BY deal HAVING count(*) = 1
),
unique_ids AS (
  SELECT id FROM deals GROUP BY id HAVING count(*) = 1
)
SELECT deal.*, stated.line AS statement, stated.source, stated.source_id, stated.as_stated,
  stated.low, stated.high, stated.currency,
  coalesce(stated.amount_caption, stated.as_stated) AS statement_caption,
  coalesce(stated.amount_caption, '?') AS caption,
  stated.status AS statement_status, stated.locator, stated.note AS statement_note,
  coalesce(deal.announced, stated.published) AS since,
  deal.ended AS until,
  coalesce(deal.starts, since) AS term_from,
  -- As term_of in moneyloop/values/terms.py.
  CASE
    WHEN deal.months IS NOT NULL AND term_from IS NOT NULL AND coalesce(deal.ends_precision NOT IN ('day', 'month'), true)
      THEN CAST(term_from + to_months(deal.months) - INTERVAL 1 DAY AS DATE)
    ELSE deal.ends
  END AS term_to,
  CASE WHEN stated.currency = 'USD' THEN stated.low END AS usd_low,
  CASE WHEN stated.currency = 'USD' THEN stated.high END AS usd_high,
  -- X for "up to X", and the lower bound of a range.
  CASE WHEN stated.currency = 'USD' THEN CASE WHEN stated.low = 0 THEN stated.high ELSE stated.low END END AS usd
FROM clean_deals AS deal
JOIN clean_statements AS stated ON stated.deal = deal.id
SEMI JOIN stated_once ON stated_once.deal = deal.id
SEMI JOIN unique_ids ON unique_ids.id = deal.id
ANTI JOIN not_plain ON not_plain.id = deal.id
