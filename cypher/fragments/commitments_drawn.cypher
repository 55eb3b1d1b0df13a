// A drawing of the orders that the firm of each row has not paid yet, and of the capital paid in to it
//
// gives drawing
// needs rows
// use PAYS, REVENUE, counted, party, status_on, unpaid
LET firm_ids = [row IN rows | row.firm]
LET drawing = COLLECT {
  MATCH (this_firm:Firm)
  WHERE party(this_firm) IN firm_ids
  MATCH path = (this_firm)-[edge:PAYS]-(other_firm:Firm)
  WHERE counted(edge) AND party(other_firm) <> party(this_firm)
  LET is_order = edge:REVENUE, assumed_years = $default_years
  FILTER is_order = (startNode(edge) = this_firm)
    AND CASE WHEN is_order THEN unpaid(edge, assumed_years) ELSE status_on(edge) = 'closed' END
  RETURN DISTINCT path
}
