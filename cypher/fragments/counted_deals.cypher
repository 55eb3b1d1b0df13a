// The deals that pass the shared filters and --noncash, as one list
//
// gives deals
// use PAYS, counted
LET deals = COLLECT { MATCH (:Firm)-[deal:PAYS]->(:Firm) WHERE counted(deal) RETURN deal }
