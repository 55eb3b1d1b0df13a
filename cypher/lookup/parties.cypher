// The id of each firm, and the one by which it appears in rows: with --by group that of its parent
//
// use party
CYPHER 25
MATCH (firm:Firm)
RETURN firm.id AS id, party(firm) AS party
