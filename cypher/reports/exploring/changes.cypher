// What changed between two days, and which loops that opened or closed
//
// A row for each change from --since to --until, both included: announced (or first published, if
// sources do not date the announcement and it has not ended by then), signed, closed, ended and
// superseded. by is the deal that superseded it. A deal that is known to a month, a quarter or a year
// is announced on the first day of that, and signed, closed or ended on the last. A stage without a
// date is no change.
//
// opens lists the loops of two to four firms that exist since this change, and closes those that are
// gone with it. They are loops of deals in force, of any status, without deals that the options leave
// out. Several deals of one day that open or close a loop together each name it. A deal opens or closes
// nothing if another one is in force between the same firms in the same direction.
//
// use PAYS, passes, in_force_on, counted_on, is_superseded, loops_with, usd
// draw deals_drawn
// firms payer, payee, opens, closes
// key deal, change
// feed day
// param since date(first) -- the first day; a month or a year means its first day
// param until date = today -- the last day; a month or a year means its last day
// param firms list of firm = [] -- show only changes of deals of these firms, or of loops through them
CYPHER 25
MATCH (payer:Firm)-[deal:PAYS]->(payee:Firm)
WHERE passes(deal)
UNWIND [
  ['announced', CASE WHEN deal.announced IS NULL AND deal.until <= deal.since THEN null ELSE deal.since END],
  ['signed', deal.signed], ['closed', deal.closed],
  [CASE WHEN is_superseded(deal) THEN 'superseded' ELSE 'ended' END, deal.until]
] AS event
LET change = event[0], day = event[1]
FILTER $since <= day <= $until
LET before = day - duration('P1D'), begins = change = 'announced', ends = change IN ['ended', 'superseded']
LET opens = CASE
    WHEN NOT begins OR payer = payee OR NOT in_force_on(deal, day) THEN []
    WHEN EXISTS { MATCH (payer)-[other:PAYS]->(payee) WHERE counted_on(other, before) } THEN []
    ELSE loops_with(payer, payee, day) END,
  closes = CASE
    WHEN NOT ends OR payer = payee OR NOT in_force_on(deal, before) THEN []
    WHEN EXISTS { MATCH (payer)-[other:PAYS]->(payee) WHERE counted_on(other, day) } THEN []
    ELSE loops_with(payer, payee, before) END
FILTER $firms = [] OR any(firm IN [payer.id, payee.id] + coll.flatten(opens + closes) WHERE firm IN $firms)
RETURN day, change, deal.deal AS deal, payer.id AS payer, payee.id AS payee, usd(deal) AS usd,
       CASE change WHEN 'superseded' THEN deal.superseded_by END AS by, opens, closes
ORDER BY day, deal, coll.indexOf(['announced', 'signed', 'closed', 'ended', 'superseded'], change)
