// What firms take in from outside the graph in a year
//
// One row for each firm whose revenue of a year is known: that revenue, the figure that states it, and the
// part of it that is orders of other firms in the graph. That is what these pay for the same period if they
// pay down evenly; the period of a run rate is the year to its end.
//
// use REVENUE, default_term, selected, status_on, party, term_of, part_of_term, revenue_figure
CYPHER 25
MATCH (:Figure)-[:ABOUT]->(about:Firm)
WITH DISTINCT about.id AS firm, years
LET revenue = revenue_figure(firm)
FILTER revenue IS NOT NULL
LET last = revenue.ends
LET first = CASE revenue.kind WHEN 'actual' THEN revenue.starts ELSE last - duration('P1Y') + duration('P1D') END
CALL (firm, years, first, last) {
  MATCH (seller:Firm)<-[deal:REVENUE]-(buyer:Firm)
  WHERE party(seller) = firm AND party(buyer) <> firm AND selected(deal) AND status_on(deal) <> 'contingent'
  LET term = term_of(deal, years)
  LET begins = CASE WHEN term[0] > first THEN term[0] ELSE first END,
      ends = CASE WHEN term[1] < last THEN term[1] ELSE last END
  FILTER begins <= ends
  LET days = duration.inDays(begins, ends).days + 1
  RETURN coalesce(sum(part_of_term(deal, days, term)), 0) AS orders_usd
}
RETURN firm, revenue.usd AS revenue_usd, orders_usd,
       CASE revenue.kind WHEN 'actual' THEN 'full_year' ELSE revenue.kind END AS basis, revenue.id AS figure
ORDER BY firm
