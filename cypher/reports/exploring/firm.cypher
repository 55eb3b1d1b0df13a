// All deals of one firm
//
// What the firm pays and what it is paid, the largest deal first. sources lists the sources of a
// deal, the best one first. Shares bought from other holders are included by default. With --by
// group, these are the deals of the firm's whole group; deals inside the group have its parent on
// both sides.
//
// use PAYS, selected, party, payer, payee, usd
// draw deals_drawn
// firms other
// param firm firm -- the firm, by id, name or alias
// param secondary bool = true -- include shares bought from other holders
CYPHER 25
MATCH (asked:Firm {id: $firm})
LET firm = party(asked)
MATCH (:Firm)-[edge:PAYS]->(:Firm)
WHERE selected(edge)
LET payer = payer(edge), payee = payee(edge)
FILTER firm IN [payer, payee]
RETURN edge.deal AS deal, type(edge) AS type,
       CASE WHEN payer = firm THEN 'payer' ELSE 'payee' END AS role,
       CASE WHEN payer = firm THEN payee ELSE payer END AS other, usd(edge) AS usd,
       edge.status AS status, edge.announced AS announced, edge.sources AS sources
ORDER BY coalesce(usd, -1) DESC, deal
