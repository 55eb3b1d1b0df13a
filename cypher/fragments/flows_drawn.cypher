// A drawing of all deals of the firm of each row
//
// gives drawing
// needs rows
// use PAYS, counted, party
LET firm_ids = [row IN rows | row.firm]
LET drawing = COLLECT {
  MATCH path = (paying_firm:Firm)-[edge:PAYS]->(paid_firm:Firm)
  WHERE (party(paying_firm) IN firm_ids OR party(paid_firm) IN firm_ids)
    AND counted(edge) AND party(paying_firm) <> party(paid_firm)
  RETURN path
}
