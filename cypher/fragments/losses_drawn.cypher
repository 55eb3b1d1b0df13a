// A drawing of the deals that others lose with the firm of each row
//
// Where rows name the firms that are hit, only what these lose is drawn.
//
// gives drawing
// needs rows
// use PAYS, counted, party, loss_channel
LET failing_ids = [row IN rows | row.firm]
LET hits = coll.flatten([row IN rows | [hit_id IN coalesce(row.hit, []) | [row.firm, hit_id]]])
LET drawing = COLLECT {
  MATCH (failing_firm:Firm)
  WHERE party(failing_firm) IN failing_ids
  MATCH path = (failing_firm)-[edge:PAYS]-(other_firm:Firm)
  WHERE counted(edge) AND party(other_firm) <> party(failing_firm)
  LET pays = startNode(edge) = failing_firm, assumed_years = $default_years
  FILTER loss_channel(edge, pays, assumed_years) IN $channels
    AND (hits = [] OR [party(failing_firm), party(other_firm)] IN hits)
  RETURN DISTINCT path
}
