// All deals of one firm
//
// What the firm pays and what it is paid, the largest deal first. Deals that have ended are shown,
// too, unless --in-force is given: ended is the first day on which a deal is no longer in force, and
// superseded_by the deal that replaced it. status is that on --as-of. sources lists the sources of a
// deal, the best one first. Shares bought from other holders are included by default. With --by
// group, these are the deals of the firm's whole group; deals inside the group have its parent on
// both sides.
//
// use PAYS, listed, status_on, party, payer, payee, usd
// draw deals_drawn
// firms other
// key deal
// param firm firm -- the firm, by id, name or alias
// param secondary bool = true -- include shares bought from other holders
CYPHER 25
MATCH (asked:Firm {id: $firm})
LET firm = party(asked)
MATCH (:Firm)-[edge:PAYS]->(:Firm)
WHERE listed(edge)
LET payer = payer(edge), payee = payee(edge)
FILTER firm IN [payer, payee]
RETURN edge.deal AS deal, type(edge) AS type,
       CASE WHEN payer = firm THEN 'payer' ELSE 'payee' END AS role,
       CASE WHEN payer = firm THEN payee ELSE payer END AS other, usd(edge) AS usd,
       status_on(edge) AS status, edge.announced AS announced, edge.sources AS sources,
       edge.until AS ended, edge.superseded_by AS superseded_by
ORDER BY coalesce(usd, -1) DESC, deal
