// A drawing of the deals that each firm loses with those that have fallen before it
//
// gives drawing
// needs rows
// use PAYS, counted, party, loss_channel
LET fallen_ids = [row IN rows | row.firm]
LET drawing = COLLECT {
  MATCH (failing_firm:Firm)
  WHERE party(failing_firm) IN fallen_ids
  MATCH path = (failing_firm)-[edge:PAYS]-(other_firm:Firm)
  WHERE counted(edge) AND party(other_firm) IN fallen_ids
  LET pays = startNode(edge) = failing_firm, assumed_years = $default_years,
      before = coll.indexOf(fallen_ids, party(failing_firm)), after = coll.indexOf(fallen_ids, party(other_firm))
  FILTER rows[before].round < rows[after].round AND loss_channel(edge, pays, assumed_years) IN $channels
  RETURN path
}
