-- What the sources of plain deals state.
SELECT source AS ":START_ID(Source)", line AS ":END_ID(Deal)", as_stated,
  low AS amount_low, high AS amount_high, currency, 'total' AS per, usd_low, usd_high,
  said_caption AS caption, said_status AS status, locator, said_note AS note, false AS doubtful
FROM plain_deals
