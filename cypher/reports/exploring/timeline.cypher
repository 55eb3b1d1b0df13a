// When deals were announced
//
// The deals in force by month, quarter or year of their announcement or, if that is unknown, of the
// earliest publication about them. A deal whose announcement is known less precisely is in a row of
// its own kind: among quarters, one of "2019" is in the row 2019, which precedes 2019Q1. usd is the
// sum of the known amounts, cumulative_usd the sum so far, and without_usd the number of deals whose
// amount is unknown. Deals without any date are left out.
//
// use PAYS, selected, dated, usd
// key period
// param by choice(month|quarter|year) = quarter -- the length of a period
// param firms list of firm = [] -- show only results that involve one of these firms
// param all_of bool = false -- include only deals in which all of --firms appear
CYPHER 25
MATCH (payer:Firm)-[deal:PAYS]->(payee:Firm)
WHERE selected(deal) AND deal.since IS NOT NULL
  AND ($firms = [] OR all(firm IN $firms WHERE firm IN [payer.id, payee.id])
    OR NOT $all_of AND any(firm IN $firms WHERE firm IN [payer.id, payee.id]))
LET known = deal.announced_precision
LET precision = CASE
  WHEN 'year' IN [$by, known] THEN 'year'
  WHEN known = 'half' THEN 'half'
  WHEN 'quarter' IN [$by, known] THEN 'quarter'
  ELSE 'month'
END
WITH dated(deal, precision) AS period, count(deal) AS deals, collect(usd(deal)) AS known
LET usd = reduce(total = null, amount IN known | coalesce(total + amount, amount))
ORDER BY period
WITH collect({period: period, deals: deals, usd: usd, without_usd: deals - size(known)}) AS periods
UNWIND range(0, size(periods) - 1) AS index
RETURN periods[index].period AS period, periods[index].deals AS deals, periods[index].usd AS usd,
       reduce(total = null, one IN periods[..index + 1] | coalesce(total + one.usd, total, one.usd)) AS cumulative_usd,
       periods[index].without_usd AS without_usd
ORDER BY period
