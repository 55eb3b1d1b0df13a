// Every deal between two firms
//
// What they pay each other, either way, the largest first, with the sources that state it, the
// best source first. Shares bought from other holders are shown here too. With --by group these are
// the deals between the groups of the two.
//
// use PAYS, selected, party, payer, payee, usd
// param first firm -- one of the two firms, by id, name or alias
// param second firm -- the other
// param secondary bool = true -- count shares bought from other holders
CYPHER 25
MATCH (first:Firm {id: $first})
MATCH (second:Firm {id: $second})
LET pair = [party(first), party(second)]
MATCH (:Firm)-[deal:PAYS]->(:Firm)
WHERE selected(deal)
LET payer = payer(deal), payee = payee(deal)
FILTER [payer, payee] = pair OR [payee, payer] = pair
RETURN deal.deal AS deal, type(deal) AS type, payer, payee, usd(deal) AS usd,
       deal.status AS status, deal.announced AS announced, deal.sources AS sources
ORDER BY coalesce(usd, -1) DESC, deal
