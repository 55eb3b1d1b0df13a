// The newest deals
//
// use PAYS
CYPHER 25
MATCH deal = (:Firm)-[edge:PAYS]->(:Firm)
WHERE edge.since <= date()
RETURN deal
ORDER BY edge.since DESC, edge.deal
LIMIT 15
