// A drawing of the claims in the rows, with what they are about and the sources of that
//
// gives drawing
// needs rows
LET drawing = COLLECT {
  UNWIND rows AS row
  MATCH path = (:Source)-[:MAKES]->(:Claim {id: row.claim})-[:CONCERNS]->(:Deal|Figure)<-[:STATES]-(:Source)
  RETURN path
}
