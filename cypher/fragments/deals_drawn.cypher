// A drawing of the deals that the rows name
//
// gives drawing
// needs rows
// use PAYS
LET drawing = COLLECT {
  UNWIND rows AS row
  UNWIND coalesce(row.deals, []) + coalesce(row.capital_deals, []) + coalesce(row.revenue_deals, [])
    + CASE WHEN row.deal IS NULL THEN [] ELSE [row.deal] END AS id
  WITH DISTINCT id
  MATCH (paying_firm:Firm)<-[:PAYER]-(:Deal {id: id})-[:PAYEE]->(paid_firm:Firm)
  MATCH path = (paying_firm)-[edge:PAYS]->(paid_firm)
  WHERE edge.deal = id
  RETURN path
}
