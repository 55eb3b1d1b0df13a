-- Texts that may be the code of a currency.
SELECT DISTINCT currency AS code FROM statements WHERE regexp_full_match(currency, '[A-Z]{3}')
UNION
SELECT DISTINCT right(amount, 3) FROM statements WHERE regexp_full_match(amount, '[^"]* [A-Z]{3}')
