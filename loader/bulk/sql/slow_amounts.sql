-- The distinct amounts that Python has to parse.
SELECT DISTINCT amount, currency FROM fast_amounts WHERE units IS NULL
