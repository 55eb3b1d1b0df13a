// Stated totals against their parts
//
// A total that a source states of several deals is never added to them: it stands beside, and here
// it is held against the sum of the parts that are known. difference_usd is the total less that
// sum, empty where a part has no known amount, as without_usd counts. A total may leave parts
// out, or count some that nobody names: notes of the figure say so.
//
// use stated, usd, sum_usd
// param firms list of firm = [] -- show only totals about these firms
CYPHER 25
MATCH (figure:Figure)
WHERE EXISTS { (figure)-[:SUMS]->(:Deal) }
  AND stated(figure)
  AND ($firms = [] OR EXISTS { (figure)-[:ABOUT]->(firm:Firm) WHERE firm.id IN $firms })
LET parts = COLLECT { MATCH (figure)-[:SUMS]->(deal:Deal) RETURN deal ORDER BY deal.id }
LET stated_usd = usd(figure), parts_usd = sum_usd(parts),
    without_usd = size([deal IN parts WHERE usd(deal) IS NULL])
RETURN figure.id AS figure, stated_usd, parts_usd,
       CASE WHEN without_usd = 0 THEN stated_usd - parts_usd END AS difference_usd,
       [deal IN parts | deal.id] AS deals, without_usd
ORDER BY coalesce(stated_usd, -1) DESC, figure
