// An amount in US dollars to two decimal places: $6.3B; below a million in full: $950,000
//
// What rounds to $1B is not written as $1000M.
//
// gives dollars(amount)
reduce(text = null, scale IN [
  ['', 1, 0], ['M', 1000000, 1000000], ['B', 1000000000, 999995000], ['T', 1000000000000, 999995000000]
] | CASE
  WHEN abs(amount) < scale[2] OR amount IS NULL THEN text
  ELSE CASE WHEN amount < 0 THEN '-$' ELSE '$' END + CASE
    WHEN scale[1] = 1 AND abs(amount) >= 1000 THEN
      toString(abs(amount) / 1000) + ',' + right('00' + toString(abs(amount) % 1000), 3)
    WHEN scale[1] = 1 THEN toString(abs(amount))
    ELSE trim(replace(toString(round(toFloat(abs(amount)) / scale[1], 2)) + ' ', '.0 ', ''))
  END + scale[0]
END)
