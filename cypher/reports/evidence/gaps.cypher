// Deals with missing information
//
// Deals for which something is unknown: the amount in dollars (also if only an upper bound is known,
// since reports then count the amount as unknown), the announcement, the term (its start, or its end
// and its length; investments and grants of shares have none), or the date of a source.
//
// use stated, about_firms
// key deal
// param sources list of source = [] -- show only deals that one of these sources states
// param firms list of firm = [] -- show only results that involve one of these firms
CYPHER 25
MATCH (deal:Deal)
WHERE stated(deal) AND about_firms(deal)
LET missing = [gap IN [
  CASE WHEN deal.usd IS NULL THEN 'amount' END,
  CASE WHEN deal.announced IS NULL THEN 'announced' END,
  CASE WHEN deal.type IN ['BUYS_FROM', 'LEASES_FROM', 'LENDS_TO', 'BACKSTOPS']
    AND (deal.starts IS NULL OR deal.term_to IS NULL) THEN 'term' END,
  CASE WHEN EXISTS { (source:Source)-[:STATES]->(deal) WHERE source.published IS NULL }
    THEN 'date of source' END
] WHERE gap IS NOT NULL]
FILTER missing <> []
RETURN deal.id AS deal, missing
ORDER BY size(missing) DESC, deal
