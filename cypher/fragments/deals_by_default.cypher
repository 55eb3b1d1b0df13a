// The deals in force, without shares bought from other holders, as one list
//
// gives deals
// use PAYS, counted_by_default
LET deals = COLLECT { MATCH (:Firm)-[deal:PAYS]->(:Firm) WHERE counted_by_default(deal) RETURN deal }
