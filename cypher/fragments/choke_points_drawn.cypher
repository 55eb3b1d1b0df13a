// A drawing of the way of money from the choke point of each row to the firm behind it
//
// gives drawing
// needs rows
// use PAYS, selected, party
LET drawing = COLLECT {
  UNWIND rows AS row
  MATCH (choking_firm:Firm)
  WHERE party(choking_firm) = row.choke_point
  MATCH (this_firm:Firm)
  WHERE party(this_firm) = row.firm
  MATCH path = SHORTEST 1 (choking_firm)(()-[edge:PAYS WHERE selected(edge)]->(:Firm)){1,}(this_firm)
  RETURN path
}
