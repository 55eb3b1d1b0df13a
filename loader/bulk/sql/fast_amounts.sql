-- Amounts in canonical form, or bare numbers with a currency code; null if Python has to parse them.
CREATE TABLE fast_amounts AS
WITH shaped AS MATERIALIZED (
  SELECT line, amount, currency,
    CASE
      WHEN regexp_full_match(amount, '[1-9][0-9]{6,14}') THEN TRY_CAST(amount AS BIGINT)
      WHEN regexp_full_match(amount, '[0-9]{1,9}([.][0-9]{1,12})? (thousand|million|billion|trillion) [A-Z]{3}')
        THEN scaled(split_part(amount, ' ', 1), zeros(split_part(amount, ' ', 2)))
    END AS units,
    CASE WHEN regexp_full_match(amount, '[0-9]+') THEN currency ELSE right(amount, 3) END AS code
  FROM statements
  WHERE amount <> ''
),
-- With more units, the caption would need commas.
known AS MATERIALIZED (
  SELECT shaped.line, shaped.amount, shaped.currency, shaped.units, codes.code, codes.sign
  FROM shaped
  LEFT JOIN codes ON codes.code = shaped.code AND shaped.currency IN ('', shaped.code)
    AND shaped.units >= 1 AND shaped.units < 999000000000000
)
SELECT line, amount, currency, CASE WHEN code IS NOT NULL THEN units END AS units, code,
  sign || in_short(units) AS caption
FROM known
