-- What Python must read, once each.
SELECT DISTINCT amount, currency FROM fast_amounts WHERE units IS NULL
