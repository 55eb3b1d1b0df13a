// The deals that pass the shared filters, as one list
//
// gives deals
// use PAYS, selected
LET deals = COLLECT { MATCH (:Firm)-[deal:PAYS]->(:Firm) WHERE selected(deal) RETURN deal }
