// In how many loops of two to four firms each firm is
//
// Loops are found at the busiest of their firms, around which there are the fewest ways, and counted for
// all of their firms. They are not walked one by one: of three and four firms there are as many as ways
// from the busiest to the firm two steps on, and from there back.
//
// gives loop_counts
// needs firms, pays, paid
LET after = [hops IN pays | [hop IN hops | hop[0]]],
    before = [hops IN paid | [hop IN hops | hop[0]]]
// No two firms are equally busy
LET busy = [firm IN range(0, size(firms) - 1) |
  (size(after[firm]) + size(before[firm])) * size(firms) + firm]
LET loop_counts = [entry IN coll.sort(COLLECT {
  UNWIND range(0, size(firms) - 1) AS firm
  CALL (firm, after, before, busy) {
    RETURN firm AS in_loop, 0 AS loops
  UNION ALL
    UNWIND [other IN after[firm] WHERE busy[other] < busy[firm] AND other IN before[firm]] AS other
    UNWIND [firm, other] AS in_loop
    RETURN in_loop, 1 AS loops
  UNION ALL
    CALL (firm, after, before, busy) {
      UNWIND [way IN after[firm] WHERE busy[way] < busy[firm]] AS way
      UNWIND [second IN after[way] WHERE busy[second] < busy[firm]] AS second
      RETURN second, way AS there, null AS back
    UNION ALL
      UNWIND [way IN before[firm] WHERE busy[way] < busy[firm]] AS way
      UNWIND [second IN before[way] WHERE busy[second] < busy[firm]] AS second
      RETURN second, null AS there, way AS back
    UNION ALL
      // A firm that pays this one directly closes a loop of three
      UNWIND [second IN before[firm] WHERE busy[second] < busy[firm]] AS second
      RETURN second, null AS there, firm AS back
    }
    WITH second, collect(there) AS there, collect(back) AS back
    FILTER there <> [] AND back <> []
    // A firm on both ways would come twice
    LET loops = size(there) * size(back) - size([way IN there WHERE way IN back])
    UNWIND [[firm, loops], [second, loops]]
      + [way IN there | [way, size(back) - CASE WHEN way IN back THEN 1 ELSE 0 END]]
      + [way IN back WHERE way <> firm | [way, size(there) - CASE WHEN way IN there THEN 1 ELSE 0 END]] AS entry
    RETURN entry[0] AS in_loop, entry[1] AS loops
  }
  WITH in_loop, sum(loops) AS loops
  RETURN [in_loop, loops]
}) | entry[1]]
