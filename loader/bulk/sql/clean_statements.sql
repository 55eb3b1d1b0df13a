-- Statements on deals of which every cell is understood, with what is written of them.
CREATE TABLE clean_statements AS
SELECT one.line, one.deal, source.number AS source, source.id AS source_id, source.published,
  coalesce(nullif(one.as_stated, ''), nullif(one.amount, '')) AS as_stated,
  coalesce(fast.units, slow.low) AS low,
  coalesce(fast.units, slow.high) AS high,
  CASE WHEN fast.units IS NULL THEN slow.code ELSE fast.code END AS currency,
  CASE WHEN fast.units IS NULL THEN slow.caption ELSE fast.caption END AS amount_caption,
  status.word AS status,
  nullif(one.locator, '') AS locator,
  nullif(one.note, '') AS note
FROM statements AS one
JOIN sources AS source ON source.id = one.source
JOIN words AS status ON status.text = one.status AND status.of = 'statements.status'
LEFT JOIN fast_amounts AS fast ON fast.line = one.line
LEFT JOIN slow_amounts AS slow ON slow.amount = one.amount AND slow.currency = one.currency
WHERE one.figure = '' AND one.dollars = '' AND one.ceiling = '' AND one.deal <> ''
  AND (one.amount = '' OR fast.units IS NOT NULL OR slow.code IS NOT NULL)
  AND NOT regexp_matches(
    concat_ws('|', one.deal, one.source, one.amount, one.as_stated, one.locator, one.note),
    getvariable('thoughtful')
  )
