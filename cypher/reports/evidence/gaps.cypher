// What is not known
//
// The deals of which something is missing: the amount in dollars, when the deal was announced, the
// term (when it starts and ends; shares have none), or the date of one of its sources.
//
// param sources list of source = [] -- show only deals that one of these sources states
// param firms list of firm = [] -- show only rows in which one of these firms stands
CYPHER 25
MATCH (payer:Firm)<-[:PAYER]-(deal:Deal)-[:PAYEE]->(payee:Firm)
WHERE ($sources = [] OR any(source IN $sources WHERE source IN deal.sources))
  AND ($firms = [] OR payer.id IN $firms OR payee.id IN $firms)
LET missing = [gap IN [
  CASE WHEN coalesce(deal.usd, deal.usd_high) IS NULL THEN 'amount' END,
  CASE WHEN deal.announced IS NULL THEN 'announced' END,
  CASE WHEN deal.type IN ['BUYS_FROM', 'LEASES_FROM', 'LENDS_TO', 'BACKSTOPS']
    AND (deal.starts IS NULL OR deal.ends IS NULL) THEN 'term' END,
  CASE WHEN EXISTS { (source:Source)-[:STATES]->(deal) WHERE source.published IS NULL }
    THEN 'date of source' END
] WHERE gap IS NOT NULL]
FILTER missing <> []
RETURN deal.id AS deal, missing
ORDER BY size(missing) DESC, deal
