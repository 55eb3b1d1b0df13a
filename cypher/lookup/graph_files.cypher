// Deals and their evidence, for graph files
//
// One row for each deal, ended or not; payer and payee are ids. usd is null if no amount is known, and until
// is the first day on which the deal is no longer in force. statements lists what each source states, the
// best source first.
//
// use PAYS, listed, status_on, payer, payee, usd, is_shown
// param secondary bool = true -- include shares bought from other holders
// param among bool = false -- with several --firms, include only deals between two of them
// param deals list of deal = [] -- include only these deals
CYPHER 25
MATCH (:Firm)-[edge:PAYS]->(:Firm)
WHERE listed(edge)
LET payer = payer(edge), payee = payee(edge)
FILTER ($by = 'firm' OR payer <> payee) AND (is_shown(payer) OR is_shown(payee))
  AND (NOT $among OR is_shown(payer) AND is_shown(payee)) AND ($deals = [] OR edge.deal IN $deals)
MATCH (deal:Deal {id: edge.deal})
RETURN deal.id AS id, properties(deal) AS properties, payer, payee, usd(edge) AS usd,
       status_on(edge) AS status, edge.until AS until,
       COLLECT {
         MATCH (source:Source)-[states:STATES]->(deal)
         ORDER BY coll.indexOf(deal.sources, source.id), states.per, coalesce(states.nth, 1)
         RETURN {source: properties(source), as_stated: states.as_stated}
       } AS statements
ORDER BY id
