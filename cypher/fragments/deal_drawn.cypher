// A drawing of one deal, those that it supersedes, and those that supersede it
//
// gives drawing
// use PAYS
// param deal deal -- the deal, by id
LET drawing = COLLECT {
  MATCH (:Deal {id: $deal})(()-[:SUPERSEDES]-()){0,1}(drawn_deal:Deal)
  MATCH (paying_firm:Firm)<-[:PAYER]-(drawn_deal)-[:PAYEE]->(paid_firm:Firm)
  MATCH path = (paying_firm)-[edge:PAYS]->(paid_firm)
  WHERE edge.deal = drawn_deal.id
  RETURN DISTINCT path
}
