// Firms with orders whose revenue is a run rate
//
// use REVENUE, default_term, selected, unpaid, party, revenue_figure, first_three, dollars
CYPHER 25
MATCH (:Figure {kind: 'run_rate'})-[:ABOUT]->(about:Firm)
WITH DISTINCT about.id AS firm, years
LET revenue = revenue_figure(firm)
FILTER revenue.kind = 'run_rate' AND EXISTS {
  MATCH (one:Firm)-[deal:REVENUE]-(:Firm)
  WHERE party(one) = firm AND selected(deal) AND unpaid(deal, years)
}
WITH firm, revenue.usd AS usd
ORDER BY usd DESC, firm
WITH collect(firm) AS firms, sum(usd) AS usd
RETURN CASE WHEN size(firms) > 0 THEN
  'firms with unpaid orders whose revenue of a year is a run rate: ' + size(firms) + ', ' + dollars(usd) +
  ' (' + first_three(firms) + ')' END AS note
