// Stated totals compared with their parts
//
// A total that a source states for several deals is never added to them. This report compares it
// with parts_usd, the sum of the known amounts of these deals. difference_usd is the total less
// that sum; it is empty if the amount of the total or of a part is unknown. without_usd counts the
// parts whose amount is unknown. A total may leave out parts or include unnamed ones; the notes of
// the figure say so.
//
// use stated, about_firms, usd, sum_usd
// key figure
// param sources list of source = [] -- show only totals that one of these sources states
// param firms list of firm = [] -- show only totals about these firms
CYPHER 25
MATCH (figure:Figure)
WHERE EXISTS { (figure)-[:SUMS]->(:Deal) }
  AND stated(figure)
  AND about_firms(figure)
LET parts = COLLECT { MATCH (figure)-[:SUMS]->(deal:Deal) RETURN deal ORDER BY deal.id }
LET stated_usd = usd(figure), parts_usd = sum_usd(parts),
    without_usd = size([deal IN parts WHERE usd(deal) IS NULL])
RETURN figure.id AS figure, stated_usd, parts_usd,
       CASE WHEN without_usd = 0 THEN stated_usd - parts_usd END AS difference_usd,
       [deal IN parts | deal.id] AS deals, without_usd
ORDER BY coalesce(stated_usd, -1) DESC, figure
