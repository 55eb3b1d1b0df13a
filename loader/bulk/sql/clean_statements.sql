-- Statements on deals whose cells are all understood, with the values to write.
CREATE TABLE clean_statements AS
SELECT statement.line, statement.deal, source.number AS source, source.id AS source_id, source.published,
  coalesce(nullif(statement.as_stated, ''), nullif(statement.amount, '')) AS as_stated,
  coalesce(fast.units, slow.low) AS low,
  coalesce(fast.units, slow.high) AS high,
  CASE WHEN fast.units IS NULL THEN slow.code ELSE fast.code END AS currency,
  CASE WHEN fast.units IS NULL THEN slow.caption ELSE fast.caption END AS amount_caption,
  status.word AS status,
  nullif(statement.locator, '') AS locator,
  nullif(statement.note, '') AS note
FROM statements AS statement
JOIN sources AS source ON source.id = statement.source
JOIN words AS status ON status.text = statement.status AND status.of = 'statements.status'
LEFT JOIN fast_amounts AS fast ON fast.line = statement.line
LEFT JOIN slow_amounts AS slow ON slow.amount = statement.amount AND slow.currency = statement.currency
WHERE statement.figure = '' AND statement.dollars = '' AND statement.ceiling = '' AND statement.deal <> ''
  AND (statement.amount = '' OR fast.units IS NOT NULL OR slow.code IS NOT NULL)
  AND NOT regexp_matches(
    concat_ws('|', statement.deal, statement.source, statement.amount, statement.as_stated, statement.locator, statement.note),
    getvariable('not_verbatim')
  )
