// An amount in US dollars to two decimal places: $6.3B; below a million in full: $950,000
//
// What rounds to $1B is not written as $1,000M.
//
// gives dollars(amount)
reduce(text = null, scale IN [
  ['', 1, 0], ['M', 1000000, 1000000], ['B', 1000000000, 999995000], ['T', 1000000000000, 999995000000]
] | CASE
  WHEN abs(amount) < scale[2] OR amount IS NULL THEN text
  ELSE reduce(text = null, parts IN [split(toString(round(toFloat(abs(amount)) / scale[1], 2)), '.')] |
    CASE WHEN amount < 0 THEN '-$' ELSE '$' END
    + CASE WHEN size(parts[0]) > 3 THEN left(parts[0], size(parts[0]) - 3) + ',' ELSE '' END + right(parts[0], 3)
    + CASE parts[1] WHEN '0' THEN '' ELSE '.' + parts[1] END + scale[0])
END)
