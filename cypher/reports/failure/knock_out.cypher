// What each firm's default takes from others
//
// lost_usd is what the others lose through the chosen channels: orders (what the firm has ordered
// and not yet paid), capital (what it promised as capital and has not closed) and exposure (what
// others invested in it, lent to it or guaranteed for it; a guarantee is lost against the arrow).
// exposed_usd is the exposure whatever the channels. firms_hit are firms whose loss is at least
// the threshold of their size; their size is their known inflow over the deals that count, all
// kinds of money together. on_revenue_basis and on_inflow_basis say how many of the firms that
// lose something were weighed against their revenue and against that inflow. loops_broken are the
// loops of two to four firms that run through the firm. Amounts are announced, not paid: a large
// lost_usd says how much is promised, not how likely it is to be lost. without_usd counts the
// deals lost without a known amount; lost_usd and exposed_usd are empty where there are deals but
// no amount is known.
//
// param channels list of choice(orders|capital|exposure) = ["orders"] -- what a default takes with it
// param threshold float = 0.2 -- a firm is hit when it loses this share of its size
// param basis choice(deals) = deals -- against what a loss is weighed
// param as_of date = today -- count only deals that stood on this day
// param statuses list of choice(reported|announced|signed|closed|contingent|terminated) = ["reported", "announced", "signed", "closed", "contingent"] -- count only deals of these statuses
// param sources list of source = [] -- count only deals that one of these sources states
// param firms list of firm = [] -- show only rows in which one of these firms stands
// param min_usd usd = 0 -- leave out single deals known to be smaller, in dollars
// param amount choice(low|headline|high) = headline -- which end of a range counts
// param secondary bool = false -- count shares bought from other holders
CYPHER 25
LET usd = {low: 'usd_low', headline: 'usd', high: 'usd_high'}[$amount]
// The deals that count
CALL (usd) {
  MATCH (:Firm)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(:Firm)
  WHERE coalesce(edge.since <= $as_of, true)
    AND coalesce(edge.ended > $as_of, true)
    AND (edge.status IN $statuses OR (edge.status = 'terminated' AND edge.ended IS NOT NULL))
    AND ($sources = [] OR any(source IN $sources WHERE source IN edge.sources))
    AND ($secondary OR coalesce(edge.settlement <> 'secondary', true))
    AND coalesce(edge[usd] >= $min_usd, true)
  RETURN collect(edge) AS standing
}
MATCH (firm:Firm)
WHERE $firms = [] OR firm.id IN $firms
CALL (firm, standing, usd) {
  MATCH (firm)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]-(other:Firm)
  WHERE other <> firm AND edge IN standing
  LET pays = startNode(edge) = firm
  LET channel = CASE
    WHEN NOT pays AND type(edge) IN ['INVESTS_IN', 'LENDS_TO', 'BACKSTOPS'] THEN 'exposure'
    WHEN NOT pays OR edge.status = 'closed' THEN null
    WHEN type(edge) IN ['BUYS_FROM', 'LEASES_FROM'] THEN 'orders'
    ELSE 'capital'
  END
  WITH other, usd, standing,
       collect(CASE WHEN channel IN $channels THEN edge END) AS taken,
       collect(CASE WHEN channel = 'exposure' THEN edge END) AS exposing
  LET known = [edge IN taken WHERE edge[usd] IS NOT NULL | edge[usd]]
  LET lost = reduce(total = 0, amount IN known | total + amount)
  LET inflow = reduce(total = 0, amount IN COLLECT {
    MATCH (other)<-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]-(payer:Firm)
    WHERE payer <> other AND edge IN standing
    RETURN coalesce(edge[usd], 0)
  } | total + amount)
  LET size = CASE $basis WHEN 'deals' THEN inflow END
  LET exposures = [edge IN exposing WHERE edge[usd] IS NOT NULL | edge[usd]]
  LET exposed = reduce(total = 0, amount IN exposures | total + amount)
  WITH *, size(taken) AS deals, size(taken) - size(known) AS unknown
  // A loss of unknown amounts only is empty, not 0
  RETURN CASE WHEN sum(deals) = 0 OR sum(deals) > sum(unknown) THEN sum(lost) END AS lost_usd,
         sum(unknown) AS without_usd,
         CASE WHEN sum(size(exposing)) = 0 OR sum(size(exposures)) > 0 THEN sum(exposed) END AS exposed_usd,
         count(CASE WHEN lost > 0 AND size > 0 AND toFloat(lost) / size >= $threshold THEN 1 END) AS firms_hit,
         count(CASE WHEN lost > 0 AND $basis <> 'deals' THEN 1 END) AS on_revenue_basis,
         count(CASE WHEN lost > 0 AND $basis = 'deals' AND inflow > 0 THEN 1 END) AS on_inflow_basis
}
CALL (firm, standing) {
  MATCH (firm)-[e1:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(b:Firm)
        -[e2:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(firm)
  WHERE b <> firm AND e1 IN standing AND e2 IN standing
  RETURN count(DISTINCT b) AS loops
UNION ALL
  MATCH (firm)-[e1:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(b:Firm)
        -[e2:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(c:Firm)
        -[e3:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(firm)
  WHERE b <> firm AND c <> firm AND b <> c
    AND e1 IN standing AND e2 IN standing AND e3 IN standing
  RETURN count(DISTINCT [b, c]) AS loops
UNION ALL
  MATCH (firm)-[e1:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(b:Firm)
        -[e2:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(c:Firm)
        -[e3:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(d:Firm)
        -[e4:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(firm)
  WHERE b <> firm AND c <> firm AND d <> firm AND b <> c AND c <> d AND b <> d
    AND e1 IN standing AND e2 IN standing AND e3 IN standing AND e4 IN standing
  RETURN count(DISTINCT [b, c, d]) AS loops
}
WITH firm, lost_usd, without_usd, exposed_usd, firms_hit, on_revenue_basis, on_inflow_basis, sum(loops) AS loops_broken
RETURN firm.id AS firm, lost_usd, exposed_usd, firms_hit, loops_broken, on_revenue_basis,
       on_inflow_basis, without_usd
ORDER BY coalesce(lost_usd, -1) DESC, coalesce(exposed_usd, -1) DESC, loops_broken DESC, firm
