// The deals that pass the shared filters and --noncash, without those of a firm (or group) with itself
//
// One row for each: `payer` and `payee` are ids, `deal` is the edge.
//
// gives deal, payer, payee
// use PAYS, counted, payer, payee
MATCH (:Firm)-[deal:PAYS]->(:Firm)
WHERE counted(deal)
LET payer = payer(deal), payee = payee(deal)
FILTER payer <> payee
