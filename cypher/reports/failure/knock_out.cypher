// What each firm's default takes from others
//
// lost_usd is what the others lose through the chosen channels: orders (what the firm has ordered
// and not yet paid), capital (what it promised as capital and has not closed) and exposure (what
// others invested in it, lent to it or guaranteed for it; a guarantee is lost against the arrow).
// exposed_usd is the exposure whatever the channels. firms_hit are firms whose loss is at least
// the threshold of their size. Their size is a year's revenue where a figure that is not contested
// gives it in dollars: the latest full year (350 to 380 days), else the latest run rate, ended by
// the day asked for; never a forecast, never a part of a year. Against it an order counts with one
// year of its term, capital and exposure whole: a write-off comes at once. Where no revenue is
// known, the whole loss is weighed against the known inflow over the deals that count, all kinds
// of money together. on_revenue_basis and on_inflow_basis say how many of the firms that lose
// something were weighed in which way. loops_broken are the loops of two to four firms that run
// through the firm. Amounts are announced, not paid: a large lost_usd says how much is promised,
// not how likely it is to be lost. without_usd counts the deals lost without a known amount;
// noncash_usd is the part of lost_usd and exposed_usd together, each deal once, that is capital
// but not cash (credits, shares, contingent; warrants and guarantees where nothing is said). These
// three sums are empty where there are such deals but no amount is known.
// With --by group a year's revenue is the figure about the parent itself, which is consolidated, and
// revenues of subsidiaries are never added to it.
//
// param channels list of choice(orders|capital|exposure) = ["orders"] -- what a default takes with it
// param threshold float = 0.2 -- a firm is hit when it loses this share of its size
// param basis choice(revenue|deals) = revenue -- weigh a loss against a year's revenue where it is known, or always against the inflow over deals
// param default_years int(1..100) = 5 -- the term of an order of which no term is known, in years
// param noncash bool = true -- count capital that is not cash
// param as_of date = today -- count only deals that stood on this day
// param statuses list of choice(reported|announced|signed|closed|contingent|terminated) = ["reported", "announced", "signed", "closed", "contingent"] -- count only deals of these statuses
// param sources list of source = [] -- count only deals that one of these sources states
// param firms list of firm = [] -- show only rows in which one of these firms stands
// param min_usd usd = 0 -- leave out single deals known to be smaller, in dollars
// param amount choice(low|headline|high) = headline -- which end of a range counts
// param secondary bool = false -- count shares bought from other holders
// param by choice(firm|group) = firm -- group: subsidiaries count as their parent
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
// With --by group a parent stands for all that belongs to it
LET id = {firm: 'id', group: 'group'}[$by]
LET shown = COLLECT { MATCH (firm:Firm) WHERE firm.id IN $firms RETURN firm[id] }
// Capital that is not cash
LET noncash = [edge IN standing
  WHERE type(edge) IN ['INVESTS_IN', 'LENDS_TO', 'GRANTS_EQUITY_TO', 'BACKSTOPS']
    AND coalesce(edge.settlement, CASE type(edge)
      WHEN 'GRANTS_EQUITY_TO' THEN 'shares'
      WHEN 'BACKSTOPS' THEN 'contingent'
    END) IN ['credits', 'shares', 'contingent']]
LET counted = [edge IN standing WHERE $noncash OR NOT edge IN noncash]
// From here on these are the deals that count, so that none is looked up in a list of all again
WITH usd, id, shown, noncash, counted AS standing
// Who pays whom. Firms are their places in the order of ids; for each there are those whom it pays
// and those who pay it, with the deals, but for what it pays itself
LET by_payer = coll.sort(COLLECT {
  CALL (standing, id) {
    UNWIND standing AS edge
    RETURN startNode(edge)[id] AS payer, endNode(edge)[id] AS payee, edge
  UNION ALL
    // A place for each, also for those without deals
    MATCH (firm:Firm)
    RETURN firm[id] AS payer, firm[id] AS payee, null AS edge
  }
  WITH payer, payee, collect(edge) AS deals
  WITH payer, collect([payee, deals]) AS hops
  RETURN [payer, hops]
})
LET firms = [one IN by_payer | one[0]]
LET by_payee = coll.sort(COLLECT {
  UNWIND range(0, size(firms) - 1) AS payer
  UNWIND by_payer[payer][1] AS hop
  WITH hop[0] AS payee, collect([payer, hop[1]]) AS hops
  RETURN [payee, hops]
})
LET paid = [payee IN range(0, size(firms) - 1) | [hop IN by_payee[payee][1] WHERE hop[0] <> payee]]
LET pays = [one IN coll.sort(COLLECT {
  UNWIND range(0, size(firms) - 1) AS payee
  UNWIND by_payee[payee][1] AS hop
  WITH hop[0] AS payer, collect([payee, hop[1]]) AS hops
  RETURN [payer, hops]
}) | [hop IN one[1] WHERE hop[0] <> one[0]]]
// What each firm's default takes from which other, through which channel, over how many years
LET takes = [firm IN range(0, size(firms) - 1) | COLLECT {
  UNWIND [hop IN pays[firm] | [true, hop]] + [hop IN paid[firm] | [false, hop]] AS tie
  UNWIND tie[1][1] AS edge
  LET channel = CASE
    WHEN NOT tie[0] AND type(edge) IN ['INVESTS_IN', 'LENDS_TO', 'BACKSTOPS'] THEN 'exposure'
    WHEN NOT tie[0] OR edge.status = 'closed' THEN null
    WHEN type(edge) IN ['BUYS_FROM', 'LEASES_FROM'] THEN 'orders'
    ELSE 'capital'
  END
  FILTER channel IS NOT NULL
  LET term = duration.inDays(coalesce(edge.starts, edge.since), edge.ends).days / 365.25
  LET years = CASE
    WHEN channel <> 'orders' OR term < 1 THEN 1.0
    ELSE coalesce(term, toFloat($default_years))
  END
  RETURN {other: tie[1][0], edge: edge, channel: channel, years: years}
}]
// What the loss of each is weighed against
LET revenues = [firm IN firms | CASE WHEN $basis = 'revenue' THEN COLLECT {
  MATCH (:Firm {id: firm})<-[:ABOUT]-(figure:Figure)
  WHERE toLower(figure.name) = 'revenue' AND figure.usd > 0 AND NOT figure.contested
    AND figure.ends <= $as_of
    AND (figure.kind = 'run_rate' OR figure.kind = 'actual'
      AND 350 <= duration.inDays(figure.starts, figure.ends).days <= 380)
    AND COUNT { (figure)-[:ABOUT]->() } = 1
  RETURN figure.usd AS revenue
  ORDER BY figure.kind = 'actual' DESC, figure.ends DESC, figure.id
  LIMIT 1
}[0] END]
LET inflows = [hops IN paid | reduce(total = 0, hop IN hops | total + reduce(from_one = 0, edge IN hop[1] |
  from_one + coalesce(edge[usd], 0)))]
// Loops are found at the busiest of their firms, around which there are the fewest ways, for all of
// their firms. They are not walked one by one: of three and four firms there are as many as ways
// from the busiest to the one that comes second after it, and from there back
LET after = [hops IN pays | [hop IN hops | hop[0]]],
    before = [hops IN paid | [hop IN hops | hop[0]]]
// No two firms are equally busy
LET busy = [firm IN range(0, size(firms) - 1) |
  (size(after[firm]) + size(before[firm])) * size(firms) + firm]
LET loops = [one IN coll.sort(COLLECT {
  UNWIND range(0, size(firms) - 1) AS firm
  CALL (firm, after, before, busy) {
    RETURN firm AS in_loop, 0 AS loops
  UNION ALL
    UNWIND [other IN after[firm] WHERE busy[other] < busy[firm] AND other IN before[firm]] AS other
    UNWIND [firm, other] AS in_loop
    RETURN in_loop, 1 AS loops
  UNION ALL
    CALL (firm, after, before, busy) {
      UNWIND [way IN after[firm] WHERE busy[way] < busy[firm]] AS way
      UNWIND [second IN after[way] WHERE busy[second] < busy[firm]] AS second
      RETURN second, way AS there, null AS back
    UNION ALL
      UNWIND [way IN before[firm] WHERE busy[way] < busy[firm]] AS way
      UNWIND [second IN before[way] WHERE busy[second] < busy[firm]] AS second
      RETURN second, null AS there, way AS back
    UNION ALL
      UNWIND [second IN before[firm] WHERE busy[second] < busy[firm]] AS second
      // The firm itself stands for the way straight back
      RETURN second, null AS there, firm AS back
    }
    WITH second, collect(there) AS there, collect(back) AS back
    FILTER there <> [] AND back <> []
    // Who stands on both ways would come twice
    LET loops = size(there) * size(back) - size([way IN there WHERE way IN back])
    UNWIND [[firm, loops], [second, loops]]
      + [way IN there | [way, size(back) - CASE WHEN way IN back THEN 1 ELSE 0 END]]
      + [way IN back WHERE way <> firm | [way, size(there) - CASE WHEN way IN there THEN 1 ELSE 0 END]] AS one
    RETURN one[0] AS in_loop, one[1] AS loops
  }
  WITH in_loop, sum(loops) AS loops
  RETURN [in_loop, loops]
}) | one[1]]
UNWIND range(0, size(firms) - 1) AS firm
FILTER $firms = [] OR firms[firm] IN shown
CALL (firm, takes, revenues, inflows, noncash, usd) {
  UNWIND takes[firm] AS one
  LET is_taken = one.channel IN $channels, edge = one.edge
  WITH one.other AS other,
       collect(CASE WHEN is_taken THEN edge END) AS taken,
       sum(CASE WHEN is_taken THEN edge[usd] / one.years END) AS lost_a_year,
       collect(CASE WHEN one.channel = 'exposure' THEN edge END) AS exposing
  LET known = [edge IN taken WHERE edge[usd] IS NOT NULL | edge[usd]]
  LET lost = reduce(total = 0, amount IN known | total + amount)
  // The loss as a share of the other's size
  LET revenue = revenues[other], inflow = inflows[other]
  LET basis = CASE WHEN revenue > 0 THEN 'revenue' WHEN inflow > 0 THEN 'inflow' END
  // Rounded, so that a loss of just the threshold reaches it
  LET share = CASE WHEN lost > 0 THEN
    round(CASE basis WHEN 'revenue' THEN lost_a_year / revenue WHEN 'inflow' THEN toFloat(lost) / inflow END, 9) END
  LET exposures = [edge IN exposing WHERE edge[usd] IS NOT NULL | edge[usd]]
  LET exposed = reduce(total = 0, amount IN exposures | total + amount)
  LET soft = [edge IN taken + [edge IN exposing WHERE NOT edge IN taken] WHERE edge IN noncash]
  LET soft_known = [edge IN soft WHERE edge[usd] IS NOT NULL | edge[usd]]
  LET soft_usd = reduce(total = 0, amount IN soft_known | total + amount)
  // A loss of unknown amounts only is empty, not 0
  RETURN CASE WHEN sum(size(taken)) = 0 OR sum(size(known)) > 0 THEN sum(lost) END AS lost_usd,
         sum(size(taken)) - sum(size(known)) AS without_usd,
         CASE WHEN sum(size(exposing)) = 0 OR sum(size(exposures)) > 0 THEN sum(exposed) END AS exposed_usd,
         CASE WHEN sum(size(soft)) = 0 OR sum(size(soft_known)) > 0 THEN sum(soft_usd) END AS noncash_usd,
         count(CASE WHEN share >= $threshold THEN 1 END) AS firms_hit,
         count(CASE WHEN lost > 0 AND basis = 'revenue' THEN 1 END) AS on_revenue_basis,
         count(CASE WHEN lost > 0 AND basis = 'inflow' THEN 1 END) AS on_inflow_basis
}
// Added up, so that the lists stay behind, of which sorting would count a copy for each row
WITH firms[firm] AS firm, lost_usd, exposed_usd, firms_hit, sum(loops[firm]) AS loops_broken,
     on_revenue_basis, on_inflow_basis, without_usd, noncash_usd
RETURN firm, lost_usd, exposed_usd, firms_hit, loops_broken, on_revenue_basis, on_inflow_basis,
       without_usd, noncash_usd
ORDER BY coalesce(lost_usd, -1) DESC, coalesce(exposed_usd, -1) DESC, loops_broken DESC, firm
