// What others would lose if a firm defaulted
//
// lost_usd is what others lose through the chosen channels: orders (what the firm has ordered and
// not yet paid), capital (what it has promised as capital and not closed) and exposure (what others
// have invested in it, lent to it or guaranteed for it). exposed_usd is the exposure, whatever the
// channels.
//
// firms_hit is the number of firms that lose at least the threshold of their size. The size is a
// year's revenue, from a figure in dollars about the firm alone that is not contested and whose
// period has ended by --as-of: the latest full year (350 to 380 days), or else the latest run rate;
// never a forecast, never part of a year. An order is weighed with one year of its term, capital
// and exposure in full, since a write-off comes at once. If no revenue is known, the full loss is
// weighed against the known inflow from all deals in force, capital and revenue together.
// on_revenue_basis and on_inflow_basis count the firms that lose something, by the way in which
// their loss was weighed.
//
// loops_broken is the number of loops of two to four firms through the firm. without_usd counts the
// lost deals whose amount is unknown. noncash_usd is the part of lost_usd and exposed_usd together,
// each deal once, that is capital but not cash: credits, shares and contingent capital, and, unless
// stated otherwise, warrants and guarantees. The sums are empty if there are such deals but no
// amount is known.
//
// Amounts are as announced, not as paid: a large lost_usd shows how much is promised, not how
// likely a loss is.
//
// With --by group, revenue is the consolidated figure about the parent; figures about subsidiaries
// are not added to it.
//
// param channels list of choice(orders|capital|exposure) = ["orders"] -- the losses of others to include
// param threshold float = 0.2 -- a firm is hit if it loses at least this share of its size
// param basis choice(revenue|deals) = revenue -- weigh a loss against a year's revenue, if it is known, or with deals always against the inflow from deals
// param default_years int(1..100) = 5 -- the term in years to assume for an order whose term is unknown
// param noncash bool = true -- include capital that is not cash
// param as_of date = today -- include only deals in force on this date
// param statuses list of choice(reported|announced|signed|closed|contingent|terminated) = ["reported", "announced", "signed", "closed", "contingent"] -- include only deals with these statuses, and deals terminated later
// param sources list of source = [] -- include only deals that one of these sources states
// param firms list of firm = [] -- show only results that involve one of these firms
// param min_usd usd = 0 -- leave out deals known to be smaller than this, in US dollars
// param amount choice(low|headline|high) = headline -- which bound of a range to use
// param secondary bool = false -- include shares bought from other holders
// param by choice(firm|group) = firm -- with group, merge subsidiaries into their parent
CYPHER 25
LET usd = {low: 'usd_low', headline: 'usd', high: 'usd_high'}[$amount]
// The deals in force
CALL (usd) {
  MATCH (:Firm)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(:Firm)
  WHERE coalesce(edge.since <= $as_of, true)
    AND coalesce(edge.ended > $as_of, true)
    AND (edge.status IN $statuses OR (edge.status = 'terminated' AND edge.ended IS NOT NULL))
    AND ($sources = [] OR any(source IN $sources WHERE source IN edge.sources))
    AND ($secondary OR coalesce(edge.settlement <> 'secondary', true))
    AND coalesce(edge[usd] >= $min_usd, true)
  RETURN collect(edge) AS in_force
}
// With --by group, subsidiaries are merged into their parent
LET id = {firm: 'id', group: 'group'}[$by]
LET shown = COLLECT { MATCH (firm:Firm) WHERE firm.id IN $firms RETURN firm[id] }
// Capital that is not cash
LET noncash = [edge IN in_force
  WHERE type(edge) IN ['INVESTS_IN', 'LENDS_TO', 'GRANTS_EQUITY_TO', 'BACKSTOPS']
    AND coalesce(edge.settlement, CASE type(edge)
      WHEN 'GRANTS_EQUITY_TO' THEN 'shares'
      WHEN 'BACKSTOPS' THEN 'contingent'
    END) IN ['credits', 'shares', 'contingent']]
LET counted = [edge IN in_force WHERE $noncash OR NOT edge IN noncash]
// From here on these are the deals in force, so that no deal has to be looked up again
WITH usd, id, shown, noncash, counted AS in_force
// Who pays whom. Each firm is represented by its index in the order of ids. pays[firm] has a pair
// of payee and deals for each firm that it pays, paid_by[firm] one for each firm that pays it
LET by_payer = coll.sort(COLLECT {
  CALL (in_force, id) {
    UNWIND in_force AS edge
    RETURN startNode(edge)[id] AS payer, endNode(edge)[id] AS payee, edge
  UNION ALL
    // Firms without deals have an index, too
    MATCH (firm:Firm)
    RETURN firm[id] AS payer, firm[id] AS payee, null AS edge
  }
  WITH payer, payee, collect(edge) AS deals
  WITH payer, collect([payee, deals]) AS hops
  RETURN [payer, hops]
})
LET firms = [entry IN by_payer | entry[0]]
LET by_payee = coll.sort(COLLECT {
  UNWIND range(0, size(firms) - 1) AS payer
  UNWIND by_payer[payer][1] AS hop
  WITH hop[0] AS payee, collect([payer, hop[1]]) AS hops
  RETURN [payee, hops]
})
LET paid_by = [payee IN range(0, size(firms) - 1) | [hop IN by_payee[payee][1] WHERE hop[0] <> payee]]
LET pays = [entry IN coll.sort(COLLECT {
  UNWIND range(0, size(firms) - 1) AS payee
  UNWIND by_payee[payee][1] AS hop
  WITH hop[0] AS payer, collect([payee, hop[1]]) AS hops
  RETURN [payer, hops]
}) | [hop IN entry[1] WHERE hop[0] <> entry[0]]]
// What each firm's default takes from other firms: the deal, the channel, the term in years
LET takes = [firm IN range(0, size(firms) - 1) | COLLECT {
  UNWIND [hop IN pays[firm] | {is_payee: true, firm: hop[0], deals: hop[1]}]
    + [hop IN paid_by[firm] | {is_payee: false, firm: hop[0], deals: hop[1]}] AS partner
  UNWIND partner.deals AS edge
  LET channel = CASE
    WHEN NOT partner.is_payee AND type(edge) IN ['INVESTS_IN', 'LENDS_TO', 'BACKSTOPS'] THEN 'exposure'
    WHEN NOT partner.is_payee OR edge.status = 'closed' THEN null
    WHEN type(edge) IN ['BUYS_FROM', 'LEASES_FROM'] THEN 'orders'
    ELSE 'capital'
  END
  FILTER channel IS NOT NULL
  LET term = duration.inDays(coalesce(edge.starts, edge.since), edge.ends).days / 365.25
  LET years = CASE
    WHEN channel <> 'orders' OR term < 1 THEN 1.0
    ELSE coalesce(term, toFloat($default_years))
  END
  RETURN {other: partner.firm, edge: edge, channel: channel, years: years}
}]
// What the loss of each firm is weighed against
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
LET inflows = [hops IN paid_by | reduce(total = 0, hop IN hops | total + reduce(of_hop = 0, edge IN hop[1] |
  of_hop + coalesce(edge[usd], 0)))]
// The number of loops of two to four firms through each firm. Each loop is counted from its busiest
// firm. Loops of three and four firms are not walked one by one: their number is that of the paths
// from the busiest firm to the second firm after it times that of the paths back
LET after = [hops IN pays | [hop IN hops | hop[0]]],
    before = [hops IN paid_by | [hop IN hops | hop[0]]]
// Unique for each firm, so that every loop has one busiest firm
LET busy = [firm IN range(0, size(firms) - 1) |
  (size(after[firm]) + size(before[firm])) * size(firms) + firm]
LET loops = [entry IN coll.sort(COLLECT {
  UNWIND range(0, size(firms) - 1) AS firm
  CALL (firm, after, before, busy) {
    RETURN firm AS in_loop, 0 AS loops
  UNION ALL
    UNWIND [other IN after[firm] WHERE busy[other] < busy[firm] AND other IN before[firm]] AS other
    UNWIND [firm, other] AS in_loop
    RETURN in_loop, 1 AS loops
  UNION ALL
    CALL (firm, after, before, busy) {
      UNWIND [via IN after[firm] WHERE busy[via] < busy[firm]] AS via
      UNWIND [second IN after[via] WHERE busy[second] < busy[firm]] AS second
      RETURN second, via AS forth, null AS back
    UNION ALL
      UNWIND [via IN before[firm] WHERE busy[via] < busy[firm]] AS via
      UNWIND [second IN before[via] WHERE busy[second] < busy[firm]] AS second
      RETURN second, null AS forth, via AS back
    UNION ALL
      UNWIND [second IN before[firm] WHERE busy[second] < busy[firm]] AS second
      // The firm itself means the path directly back
      RETURN second, null AS forth, firm AS back
    }
    WITH second, collect(forth) AS forth, collect(back) AS back
    FILTER forth <> [] AND back <> []
    // A firm on both paths would appear twice in the loop
    LET loops = size(forth) * size(back) - size([via IN forth WHERE via IN back])
    UNWIND [[firm, loops], [second, loops]]
      + [via IN forth | [via, size(back) - CASE WHEN via IN back THEN 1 ELSE 0 END]]
      + [via IN back WHERE via <> firm | [via, size(forth) - CASE WHEN via IN forth THEN 1 ELSE 0 END]] AS entry
    RETURN entry[0] AS in_loop, entry[1] AS loops
  }
  WITH in_loop, sum(loops) AS loops
  RETURN [in_loop, loops]
}) | entry[1]]
UNWIND range(0, size(firms) - 1) AS firm
FILTER $firms = [] OR firms[firm] IN shown
CALL (firm, takes, revenues, inflows, noncash, usd) {
  UNWIND takes[firm] AS loss
  LET is_taken = loss.channel IN $channels, edge = loss.edge
  WITH loss.other AS other,
       collect(CASE WHEN is_taken THEN edge END) AS taken,
       sum(CASE WHEN is_taken THEN edge[usd] / loss.years END) AS lost_a_year,
       collect(CASE WHEN loss.channel = 'exposure' THEN edge END) AS exposing
  LET known = [edge IN taken WHERE edge[usd] IS NOT NULL | edge[usd]]
  LET lost = reduce(total = 0, amount IN known | total + amount)
  // The loss as a share of the other firm's size
  LET revenue = revenues[other], inflow = inflows[other]
  LET basis = CASE WHEN revenue > 0 THEN 'revenue' WHEN inflow > 0 THEN 'inflow' END
  // Rounded, so that a loss of exactly the threshold reaches it
  LET share = CASE WHEN lost > 0 THEN
    round(CASE basis WHEN 'revenue' THEN lost_a_year / revenue WHEN 'inflow' THEN toFloat(lost) / inflow END, 9) END
  LET exposures = [edge IN exposing WHERE edge[usd] IS NOT NULL | edge[usd]]
  LET exposed = reduce(total = 0, amount IN exposures | total + amount)
  LET noncash_deals = [edge IN taken + [edge IN exposing WHERE NOT edge IN taken] WHERE edge IN noncash]
  LET noncash_known = [edge IN noncash_deals WHERE edge[usd] IS NOT NULL | edge[usd]]
  LET noncash_lost = reduce(total = 0, amount IN noncash_known | total + amount)
  // A sum is null, not 0, if there are deals but no amount is known
  RETURN CASE WHEN sum(size(taken)) = 0 OR sum(size(known)) > 0 THEN sum(lost) END AS lost_usd,
         sum(size(taken)) - sum(size(known)) AS without_usd,
         CASE WHEN sum(size(exposing)) = 0 OR sum(size(exposures)) > 0 THEN sum(exposed) END AS exposed_usd,
         CASE WHEN sum(size(noncash_deals)) = 0 OR sum(size(noncash_known)) > 0 THEN sum(noncash_lost) END AS noncash_usd,
         count(CASE WHEN share >= $threshold THEN 1 END) AS firms_hit,
         count(CASE WHEN lost > 0 AND basis = 'revenue' THEN 1 END) AS on_revenue_basis,
         count(CASE WHEN lost > 0 AND basis = 'inflow' THEN 1 END) AS on_inflow_basis
}
// Aggregating drops the lists: sorting would count a copy of them in the memory of each row
WITH firms[firm] AS firm, lost_usd, exposed_usd, firms_hit, sum(loops[firm]) AS loops_broken,
     on_revenue_basis, on_inflow_basis, without_usd, noncash_usd
RETURN firm, lost_usd, exposed_usd, firms_hit, loops_broken, on_revenue_basis, on_inflow_basis,
       without_usd, noncash_usd
ORDER BY coalesce(lost_usd, -1) DESC, coalesce(exposed_usd, -1) DESC, loops_broken DESC, firm
