-- What the sources of plain deals state.
SELECT source + getvariable('first_source') AS ":START_ID", line + getvariable('first_deal') AS ":END_ID",
  as_stated,
  low AS amount_low, high AS amount_high, currency, 'total' AS per, usd_low, usd_high,
  said_caption AS caption, said_status AS status, locator, said_note AS note, false AS doubtful
FROM plain_deals
