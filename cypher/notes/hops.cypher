// Loops that cannot exist
//
// param min_hops int(2..8) = 2 -- the fewest firms in a loop, 2 to 8
// param max_hops int(2..8) = 4 -- the most firms in a loop, 2 to 8
CYPHER 25
RETURN CASE WHEN $min_hops > $max_hops THEN
  'no loop can have at least ' + $min_hops + ' and at most ' + $max_hops + ' firms; raise --max-hops' END AS note
