// What firms can lose before nothing is left: their equity, or else their market value
//
// One row for each firm with such a figure in dollars about this firm alone that is not contested and ended by
// the day asked for; the latest one.
//
// param as_of date = today -- include only deals in force on this date
CYPHER 25
MATCH (figure:Figure)-[:ABOUT]->(about:Firm)
WHERE toLower(figure.name) IN ['equity', 'market value'] AND figure.kind = 'actual' AND figure.usd > 0
  AND NOT figure.contested AND figure.ends <= $as_of AND COUNT { (figure)-[:ABOUT]->() } = 1
LET firm = about.id, basis = replace(toLower(figure.name), ' ', '_')
ORDER BY firm, basis, figure.ends DESC, figure.id
WITH firm, collect({usd: figure.usd, basis: basis, figure: figure.id})[0] AS buffer
RETURN firm, buffer.usd AS usd, buffer.basis AS basis, buffer.figure AS figure
ORDER BY firm
