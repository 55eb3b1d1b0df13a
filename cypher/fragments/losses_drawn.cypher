// A drawing of the deals that others lose with the firm of each row
//
// gives drawing
// needs rows
// use PAYS, counted, party, loss_channel
LET failing_ids = [row IN rows | row.firm]
LET drawing = COLLECT {
  MATCH (failing_firm:Firm)
  WHERE party(failing_firm) IN failing_ids
  MATCH path = (failing_firm)-[edge:PAYS]-(other_firm:Firm)
  WHERE counted(edge) AND party(other_firm) <> party(failing_firm)
  LET pays = startNode(edge) = failing_firm, assumed_years = $default_years
  FILTER loss_channel(edge, pays, assumed_years) IN $channels
  RETURN DISTINCT path
}
