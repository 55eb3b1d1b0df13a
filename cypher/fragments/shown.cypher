// The ids of the firms asked for, or with --by group those of their groups
//
// gives shown
// use party
// param firms list of firm = [] -- show only results that involve one of these firms
LET shown = COLLECT { MATCH (firm:Firm) WHERE firm.id IN $firms RETURN party(firm) }
