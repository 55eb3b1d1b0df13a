// One firm is the single point of failure: what its default takes is out of proportion
//
// Measured as in `knock-out`. The claim is about the firm that pays most of its deals, and holds if the
// default of that firm takes more than twice as much from others as that of any other firm.
//
// gives single_point_of_failure(claim)
// needs firms
// use takes, subject, party, in_short
COLLECT {
  UNWIND [subject(claim)] AS firm
  LET own = coll.indexOf(firms, party(firm))
  LET others = [other IN range(0, size(firms) - 1) WHERE other <> own | [takes[other], firms[other]]]
  LET next = coll.max(others), taken = takes[own]
  MATCH (second:Firm {id: next[1]})
  LET most = next[0]
  RETURN {
    verdict: CASE WHEN taken > 2 * most THEN 'confirmed' ELSE 'contradicted' END,
    why: 'the default of ' + firm.name + ' takes ' + in_short(taken) + ' from others, that of ' + second.name + ' ' + in_short(most)
  }
}[0]
