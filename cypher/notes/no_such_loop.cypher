// Firms that are no loop, or not in the order in which they are named
//
// use deals, network, loop_through, missing_hops
// param firms list of firm -- the firms of the loop, in the order in which money flows
CYPHER 25
LET asked_ids = [index IN asked | firms[index]], loop_ids = [index IN loop | firms[index]]
LET gaps = [at IN missing_hops | asked_ids[at] + ' to ' + asked_ids[(at + 1) % size(asked)]],
    arrows = reduce(text = loop_ids[0], id IN loop_ids[1..] + loop_ids[0] | text + ' → ' + id)
RETURN CASE
  WHEN loop = asked OR asked = [] THEN ''
  WHEN size(loop) = size(asked) THEN 'these firms are a loop in another order: ' + arrows
  ELSE CASE WHEN gaps <> [] THEN
      'these firms alone are no loop: no deal goes from ' + reduce(text = gaps[0], gap IN gaps[1..] | text + ', nor from ' + gap) + '; '
    ELSE '' END
    + CASE WHEN loop <> [] THEN 'the shortest loop through ' + CASE size(asked) WHEN 1 THEN 'it' ELSE 'all of them' END + ' is ' + arrows
      ELSE 'no loop of up to ' + $longest + ' firms goes through ' + CASE size(asked) WHEN 1 THEN 'it' ELSE 'all of them' END END
END AS note
