// The shortest loop through all firms asked for, in the order in which they are named if that is a loop
//
// `asked` lists these firms, by index and each once; `loop` the firms of the loop, from the first that is
// asked for on, empty if they are no loop and none of up to --longest firms goes through all of them. Of
// several shortest loops it is the first by the ids of its firms.
//
// Loops of each length are sought before those that are longer. A path may grow only as long as there is
// room for the firms that it still has to visit, and for the way back.
//
// gives asked, loop
// needs firms, pays
// use party
// param firms list of firm = [] -- show only results that involve one of these firms
// param longest int(2..8) = 6 -- if these firms alone are no loop, seek one of up to this many firms, 2 to 8
LET asked = coll.distinct([entry IN coll.sort(COLLECT {
  UNWIND range(0, size($firms) - 1) AS at
  MATCH (firm:Firm {id: $firms[at]})
  RETURN [at, coll.indexOf(firms, party(firm))]
}) | entry[1]])
LET hops_back = reduce(
  hops_back = [firm IN range(0, size(firms) - 1) | CASE firm WHEN asked[0] THEN 0 END],
  step IN range(1, coll.max([$longest, size(asked)])) |
  [firm IN range(0, size(firms) - 1) | CASE
    WHEN hops_back[firm] IS NOT NULL THEN hops_back[firm]
    WHEN any(hop IN pays[firm] WHERE hops_back[hop[0]] = step - 1) THEN step
  END]
)
LET closed_loops = reduce(found = [], goal IN range(coll.max([2, size(asked)]), coll.max([$longest, size(asked)])) | CASE
  WHEN found <> [] THEN found
  ELSE [path IN reduce(paths = [[asked[0]]], grown IN range(2, goal) | COLLECT {
    UNWIND paths AS path
    UNWIND pays[path[-1]] AS hop
    LET next = hop[0]
    FILTER NOT next IN path AND hops_back[next] <= goal - grown + 1
      AND size([firm IN asked WHERE NOT firm IN path AND firm <> next]) <= goal - grown
    RETURN path + next
  }) WHERE any(hop IN pays[path[-1]] WHERE hop[0] = asked[0])]
END)
LET loop = CASE WHEN asked IN closed_loops THEN asked ELSE coalesce(closed_loops[0], []) END
