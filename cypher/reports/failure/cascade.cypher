// Who falls when a firm defaults, round by round
//
// A firm falls if it loses at least the threshold of its size by all earlier defaults together.
// What a default takes, through which channels, and how a loss is weighed is as in `knock-out`: an
// order counts with one year of its term against a year's revenue, capital and exposure count in
// full; if no revenue is known, the full loss is weighed against the known inflow. A firm that has
// fallen loses nothing more.
//
// The first row, round 0, is the defaulting firm itself; its other columns are empty. lost_usd is
// the full loss that brought a firm down, lost_share the weighed loss as a share of the firm's
// size, and basis what that size is: revenue or inflow. without_usd counts the lost deals whose
// amount is unknown. noncash_usd is the part of lost_usd that is capital but not cash; it is empty
// if there are such deals but no amount is known.
//
// Amounts are as announced, not as paid, and firms have means that the graph does not contain. A
// cascade shows who depends on whom, not who will fail.
//
// With --by group, revenue is the consolidated figure about the parent; figures about subsidiaries
// are not added to it.
//
// param firm firm -- the firm that defaults, by id, name or alias
// param channels list of choice(orders|capital|exposure) = ["orders"] -- the losses of others to include
// param threshold float = 0.2 -- a firm falls if it loses at least this share of its size
// param basis choice(revenue|deals) = revenue -- weigh a loss against a year's revenue, if it is known, or with deals always against the inflow from deals
// param default_years int(1..100) = 5 -- the term in years to assume for an order whose term is unknown
// param noncash bool = true -- include capital that is not cash
// param max_rounds int(1..100) = 10 -- stop after this many rounds
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
// The part of it that the chosen channels take
LET lost_with = [losses IN takes | [loss IN losses WHERE loss.channel IN $channels]]
MATCH (defaulting:Firm {id: $firm})
LET start = coll.indexOf(firms, defaulting[id])
// Round by round, which firms fall by what all earlier defaults take from them
LET rows = reduce(
  rows = [{round: 0, firm: start}],
  round IN range(1, $max_rounds) |
  CASE WHEN rows[-1].round < round - 1 THEN rows
  ELSE rows + COLLECT {
    LET fallen = [row IN rows | row.firm]
    UNWIND fallen AS firm
    UNWIND lost_with[firm] AS taken
    FILTER NOT taken.other IN fallen
    WITH taken.other AS other, collect(taken.edge) AS lost_deals, sum(taken.edge[usd] / taken.years) AS lost_a_year
    LET known = [edge IN lost_deals WHERE edge[usd] IS NOT NULL | edge[usd]]
    LET lost = reduce(total = 0, amount IN known | total + amount)
    // The loss as a share of the other firm's size
    LET revenue = revenues[other], inflow = inflows[other]
    LET basis = CASE WHEN revenue > 0 THEN 'revenue' WHEN inflow > 0 THEN 'inflow' END
    // Rounded, so that a loss of exactly the threshold reaches it
    LET share = CASE WHEN lost > 0 THEN
      round(CASE basis WHEN 'revenue' THEN lost_a_year / revenue WHEN 'inflow' THEN toFloat(lost) / inflow END, 9) END
    FILTER share >= $threshold
    LET noncash_usds = [edge IN lost_deals WHERE edge IN noncash | edge[usd]]
    RETURN {
      round: round, firm: other, lost: lost, share: share, basis: basis,
      without: size(lost_deals) - size(known), noncash_usds: noncash_usds
    }
  } END
)
UNWIND rows AS row
LET known_noncash = [amount IN row.noncash_usds WHERE amount IS NOT NULL]
LET fallen = firms[row.firm]
FILTER $firms = [] OR fallen IN shown
// Aggregating drops the lists: sorting would count a copy of them in the memory of each row
WITH row.round AS round, fallen AS firm, row.lost AS lost_usd, round(row.share, 4) AS lost_share,
     row.basis AS basis, row.without AS without_usd,
     CASE WHEN row.noncash_usds = [] OR known_noncash <> [] THEN
       reduce(total = 0, amount IN known_noncash | total + amount) END AS noncash_usd, count(*) AS times
RETURN round, firm, lost_usd, lost_share, basis, without_usd, noncash_usd
ORDER BY round, coalesce(lost_usd, -1) DESC, firm
