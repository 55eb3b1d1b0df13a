// An amount in US dollars, or a list of amounts, as people say it: $6.3B
//
// gives in_short(value)
// use dollars
CASE WHEN value IS NOT NULL THEN reduce(text = null, amount IN coll.flatten([value]) |
  coalesce(text + ', ', '') + coalesce(dollars(amount), '?')) END
