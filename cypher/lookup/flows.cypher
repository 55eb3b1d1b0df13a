// Who pays whom, for the drawing of a dossier
//
// One row for each payer, payee and family (capital or revenue) of the deals in force, by the same
// rules as in the reports. usd is null if no amount is known; without_usd counts the deals whose
// amount is unknown. is_shown says whether the row involves one of --firms.
//
// use is_shown, flows, REVENUE, usd
CYPHER 25
LET family = CASE WHEN deal:REVENUE THEN 'revenue' ELSE 'capital' END
WITH payer, payee, family, is_shown(payer) OR is_shown(payee) AS is_shown,
     collect(deal) AS deals, collect(usd(deal)) AS known
RETURN payer, payee, family,
       COLLECT { MATCH (firm:Firm {id: payer}) RETURN firm.name }[0] AS payer_name,
       COLLECT { MATCH (firm:Firm {id: payee}) RETURN firm.name }[0] AS payee_name,
       CASE WHEN known <> [] THEN reduce(total = 0, amount IN known | total + amount) END AS usd,
       coll.sort(coll.distinct([deal IN deals | type(deal)])) AS types,
       coll.sort([deal IN deals | deal.deal]) AS deals,
       size(deals) - size(known) AS without_usd, is_shown
ORDER BY coalesce(usd, -1) DESC, payer, payee, family
