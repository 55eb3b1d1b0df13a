// All deals between two firms
//
// What the two firms pay each other, in either direction, the largest deal first. Deals that have
// ended are shown, too, unless --in-force is given: ended is the first day on which a deal is no
// longer in force, and superseded_by the deal that replaced it. status is that on --as-of. sources
// lists the sources of a deal, the best one first. Shares bought from other holders are included by
// default. With --by group, these are the deals between the groups of the two firms.
//
// use PAYS, listed, status_on, party, payer, payee, usd
// draw deals_drawn
// firms payer, payee
// key deal
// param first firm -- one of the two firms, by id, name or alias
// param second firm -- the other firm
// param secondary bool = true -- include shares bought from other holders
CYPHER 25
MATCH (first:Firm {id: $first})
MATCH (second:Firm {id: $second})
LET pair = [party(first), party(second)]
MATCH (:Firm)-[deal:PAYS]->(:Firm)
WHERE listed(deal)
LET payer = payer(deal), payee = payee(deal)
FILTER [payer, payee] = pair OR [payee, payer] = pair
RETURN deal.deal AS deal, type(deal) AS type, payer, payee, usd(deal) AS usd,
       status_on(deal) AS status, deal.announced AS announced, deal.sources AS sources,
       deal.until AS ended, deal.superseded_by AS superseded_by
ORDER BY coalesce(usd, -1) DESC, deal
