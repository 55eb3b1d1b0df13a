// Whether a firm, or group, given by id is among the firms asked for; without --firms all are
//
// gives is_shown(firm)
// use shown
($firms = [] OR firm IN shown)
