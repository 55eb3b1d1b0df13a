// A drawing of what the firm of each row sells and leases out, and to whom
//
// gives drawing
// needs rows
// use REVENUE, selected, party
LET firm_ids = [row IN rows | row.firm]
LET drawing = COLLECT {
  MATCH (selling_firm:Firm)
  WHERE party(selling_firm) IN firm_ids
  MATCH path = (buying_firm:Firm)-[edge:REVENUE]->(selling_firm)
  WHERE selected(edge) AND party(buying_firm) <> party(selling_firm)
  RETURN path
}
