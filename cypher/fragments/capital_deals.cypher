// The deals of the types asked for that pass the shared filters, as one list
//
// gives deals
// use CAPITAL, selected
LET deals = COLLECT {
  MATCH (:Firm)-[deal:CAPITAL]->(:Firm)
  WHERE type(deal) IN $types AND selected(deal)
  RETURN deal
}
