// A drawing of what the buyer of each row orders from its supplier
//
// gives drawing
// needs rows
// use REVENUE, selected, party
LET pairs = [row IN rows | [row.buyer, row.supplier]], buyer_ids = [row IN rows | row.buyer]
LET drawing = COLLECT {
  MATCH (buying_firm:Firm)
  WHERE party(buying_firm) IN buyer_ids
  MATCH path = (buying_firm)-[edge:REVENUE]->(supplying_firm:Firm)
  WHERE selected(edge) AND [party(buying_firm), party(supplying_firm)] IN pairs
  RETURN path
}
