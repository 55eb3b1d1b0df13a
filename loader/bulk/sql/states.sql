-- The relationships from sources to the plain deals that they state.
SELECT source + getvariable('first_source') AS ":START_ID", line + getvariable('first_deal') AS ":END_ID",
  as_stated,
  low AS amount_low, high AS amount_high, currency, 'total' AS per, usd_low, usd_high,
  statement_caption AS caption, statement_status AS status, locator, statement_note AS note, false AS doubtful
FROM plain_deals
