// The firm that most of the deals of a claim are paid by; null if it names no deals
//
// gives subject(claim)
COLLECT {
  MATCH (claim)-[:CONCERNS]->(:Deal)-[:PAYER]->(payer:Firm)
  WITH payer, count(*) AS times
  RETURN payer ORDER BY times DESC, payer.id LIMIT 1
}[0]
