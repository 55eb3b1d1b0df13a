-- The typed edges of plain deals.
SELECT payer + getvariable('first_firm') AS ":START_ID", payee + getvariable('first_firm') AS ":END_ID",
  type AS ":TYPE", id AS deal,
  bundle, status, announced, announced_precision, signed, signed_precision, closed, closed_precision, starts, starts_precision,
  ends, ends_precision, term, ended, ended_precision, instrument, settlement,
  caption, usd, usd_low, usd_high, currency, as_stated, [source_id] AS "sources:string[]",
  false AS contested, false AS derived, since, until, term_from, term_to
FROM plain_deals
