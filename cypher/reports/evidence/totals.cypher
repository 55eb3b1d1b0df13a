// Stated totals compared with their parts
//
// A total that a source states for several deals is never added to them. This report compares it
// with parts_usd, the sum of the known amounts of these deals. difference_usd is the total less
// that sum; it is empty if the amount of the total or of a part is unknown. without_usd counts the
// parts whose amount is unknown. A total may leave out parts or include unnamed ones; the notes of
// the figure say so.
//
// param sources list of source = [] -- show only totals that one of these sources states
// param firms list of firm = [] -- show only totals about these firms
// param amount choice(low|headline|high) = headline -- which bound of a range to use
CYPHER 25
LET usd = {low: 'usd_low', headline: 'usd', high: 'usd_high'}[$amount]
MATCH (figure:Figure)
WHERE EXISTS { (figure)-[:SUMS]->(:Deal) }
  AND ($sources = [] OR any(source IN $sources WHERE source IN figure.sources))
  AND ($firms = [] OR EXISTS { (figure)-[:ABOUT]->(firm:Firm) WHERE firm.id IN $firms })
CALL (figure, usd) {
  MATCH (figure)-[:SUMS]->(deal:Deal)
  ORDER BY deal.id
  WITH collect(deal) AS parts, usd
  RETURN [deal IN parts | deal.id] AS deals,
         size([deal IN parts WHERE deal[usd] IS NULL]) AS without_usd,
         reduce(total = null, deal IN parts | coalesce(total + deal[usd], total, deal[usd])) AS parts_usd
}
LET stated_usd = figure[usd]
RETURN figure.id AS figure, stated_usd, parts_usd,
       CASE WHEN without_usd = 0 THEN stated_usd - parts_usd END AS difference_usd,
       deals, without_usd
ORDER BY coalesce(stated_usd, -1) DESC, figure
