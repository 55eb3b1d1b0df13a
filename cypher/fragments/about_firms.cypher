// Whether a deal or a figure is about one of the firms asked for, or with --all-of about all of them
//
// Works on nodes; without --firms all of them pass.
//
// gives about_firms(stated)
// param firms list of firm = [] -- show only results that involve one of these firms
// param all_of bool = false -- show only rows in which all of --firms appear
($firms = [] OR CASE WHEN $all_of
  THEN all(asked IN $firms WHERE EXISTS { (stated)-[:PAYER|PAYEE|ABOUT]->(:Firm {id: asked}) })
  ELSE EXISTS { (stated)-[:PAYER|PAYEE|ABOUT]->(firm:Firm) WHERE firm.id IN $firms }
END)
