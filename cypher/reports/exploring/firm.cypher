// Every deal of one firm
//
// What the firm pays and is paid, the largest first, with the sources that state it, the best
// source first. Shares bought from other holders are shown here too. With --by group these are the
// deals of the firm's whole group; those inside the group have its parent on both sides.
//
// use PAYS, selected, party, payer, payee, usd
// param firm firm -- the firm, by id, name or alias
// param secondary bool = true -- count shares bought from other holders
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
