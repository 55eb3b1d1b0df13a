// Deals in force, as payments
//
// By the same rules as in the reports. amount is in whole US dollars, null if none is known; date is
// the first day on which the deal can have been in force, null if unknown.
//
// use PAYS, selected, payer, payee, usd
CYPHER 25
MATCH (:Firm)-[deal:PAYS]->(:Firm)
WHERE selected(deal)
RETURN payer(deal) AS payer, payee(deal) AS payee, usd(deal) AS amount, deal.since AS date,
       type(deal) AS type, deal.deal AS id
