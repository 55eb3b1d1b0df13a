// Loops that cannot be
//
// param min_hops int(2..8) = 2 -- firms in a loop at least, 2 to 8
// param max_hops int(2..8) = 4 -- firms in a loop at most, 2 to 8
CYPHER 25
RETURN CASE WHEN $min_hops > $max_hops THEN
  'no loop has at least ' + $min_hops + ' and at most ' + $max_hops + ' firms; raise --max-hops' END AS note
