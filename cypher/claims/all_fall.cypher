// If one firm fails, all fall
//
// Measured as in `cascade-ranking`: the claim holds if the default of some firm brings down every other
// firm whose revenue is known.
//
// gives all_fall(claim)
// needs firms, sizes
// use takes, weighable, fallen_after
COLLECT {
  UNWIND range(0, size(firms) - 1) AS start
  LET taken = takes[start]
  WITH start, taken, size(fallen_after(start)) - 1 AS falls ORDER BY falls DESC, taken DESC, start LIMIT 1
  MATCH (worst:Firm {id: firms[start]})
  LET known = size([firm IN range(0, size(firms) - 1) WHERE sizes[firm] > 0 AND firm <> start])
  RETURN {
    verdict: CASE WHEN falls = known AND known > 0 THEN 'confirmed' ELSE 'contradicted' END,
    why: 'the default of ' + worst.name + ' brings down the most: ' + falls + ' of ' + known + ' firms whose revenue is known'
  }
}[0]
