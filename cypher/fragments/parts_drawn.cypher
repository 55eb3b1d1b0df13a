// A drawing of the firms around the firm of each row, with all deals between them
//
// Without the firm in the middle, the parts that it holds together are apart.
//
// gives drawing
// needs rows
// use PAYS, selected, party
LET firm_ids = [row IN rows | row.firm]
LET drawing = COLLECT {
  MATCH (this_firm:Firm)
  WHERE party(this_firm) IN firm_ids
  MATCH (this_firm)-[tie:PAYS]-(other_firm:Firm)
  WHERE selected(tie) AND party(other_firm) <> party(this_firm)
  WITH firm_ids, collect(DISTINCT party(other_firm)) AS around
  LET drawn_ids = firm_ids + around
  MATCH path = (paying_firm:Firm)-[edge:PAYS]->(paid_firm:Firm)
  WHERE party(paying_firm) IN drawn_ids AND party(paid_firm) IN drawn_ids
    AND selected(edge) AND party(paying_firm) <> party(paid_firm)
  RETURN path
}
