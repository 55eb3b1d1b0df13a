// Firms whose removal would split the network
//
// Each deal connects its two firms, in whichever direction the money flows. parts is the number of
// components into which the firm's component splits without the firm, and cut_off the number of
// firms outside the largest of them.
//
// use deals, network, is_shown, hanging_parts
// draw parts_drawn
// firms firm
// key firm
CYPHER 25
// What is left of a firm's piece holds together around the busiest firm
LET piece_sizes = [entry IN coll.sort(COLLECT {
  CALL (firms, busiest) {
    UNWIND range(0, size(firms) - 1) AS first
    RETURN first, 0 AS firms_in
  UNION ALL
    UNWIND busiest AS first
    RETURN first, 1 AS firms_in
  }
  WITH first, sum(firms_in) AS firms_in
  RETURN [first, firms_in]
}) | entry[1]]
LET cut_off_by = COLLECT {
  UNWIND hanging_parts AS part
  WITH part.hangs_by[0] AS firm, collect(part.firms_in) AS sizes
  RETURN [firm, sizes]
}
UNWIND cut_off_by AS entry
LET index = entry[0], cut = entry[1]
LET firm = firms[index]
LET rest = piece_sizes[busiest[index]] - 1 - reduce(total = 0, some IN cut | total + some)
LET sizes = CASE rest WHEN 0 THEN cut ELSE cut + [rest] END
FILTER size(sizes) > 1 AND is_shown(firm)
RETURN DISTINCT firm, size(sizes) AS parts,
       reduce(total = 0, some IN sizes | total + some)
         - reduce(largest = 0, some IN sizes | CASE WHEN some > largest THEN some ELSE largest END) AS cut_off
ORDER BY cut_off DESC, parts DESC, firm
