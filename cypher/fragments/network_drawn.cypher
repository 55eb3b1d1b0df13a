// A drawing of all deals between firms
//
// gives drawing
// use PAYS, counted, party
LET drawing = COLLECT {
  MATCH path = (paying_firm:Firm)-[edge:PAYS]->(paid_firm:Firm)
  WHERE counted(edge) AND party(paying_firm) <> party(paid_firm)
  RETURN path
  LIMIT 301
}
