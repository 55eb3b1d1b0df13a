-- The typed edges of plain deals.
SELECT payer AS ":START_ID(Firm)", payee AS ":END_ID(Firm)", type AS ":TYPE", id AS deal,
  bundle, status, announced, announced_precision, starts, starts_precision,
  ends, ends_precision, ended, ended_precision, instrument, settlement,
  caption, usd, usd_low, usd_high, currency, as_stated, [source_id] AS "sources:string[]",
  false AS contested, since
FROM plain_deals
