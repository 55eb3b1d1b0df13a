// How many firms fall after one fails, for each assumed term of 3 to 7 years
//
// gives fallen_by_term(start)
// needs by_terms, sizes
// param threshold float = 0.2 -- a firm falls if it loses at least this share of its size
// param max_rounds int(1..100) = 10 -- stop after this many rounds
[term IN range(0, 4) | size(reduce(
  chain = {fallen: [start], done: false},
  round IN range(1, $max_rounds) |
  CASE WHEN chain.done THEN chain
  ELSE reduce(next = null, new IN [COLLECT {
    UNWIND chain.fallen AS firm
    UNWIND by_terms[firm] AS loss
    FILTER NOT loss.other IN chain.fallen
    WITH loss.other AS other, sum(loss.weighed[term]) AS weighed
    FILTER weighed > 0 AND round(toFloat(weighed) / sizes[other], 9) >= $threshold
    RETURN other
  }] | {fallen: chain.fallen + new, done: new = []}) END
).fallen) - 1]
