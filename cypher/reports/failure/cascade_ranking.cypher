// Whose default brings down how many others
//
// The report cascade for every firm as the start. rounds is the last round in which a firm falls,
// firms_fallen the number of firms that fall, without the one that starts.
// A firm falls when what it loses by all that fell before, together, is at least the threshold of its
// size. What a default takes, by which channels, and how a loss is weighed is as in knock-out: an
// order with one year of its term against a year's revenue, capital and exposure whole; where no
// revenue is known, the whole loss against the known inflow. A firm that fell loses nothing more.
// lost_usd is what all others lose: those that fall, what brought them down; those that do not, what
// all that fell take from them. without_usd counts the deals among these without a known amount;
// noncash_usd is the part of lost_usd that is capital but not cash. Both sums are empty where there
// are such deals but no amount is known. Amounts are announced, not paid, and firms have means
// that the graph does not know: a cascade says who hangs on whom, not who will fail.
// With --by group a year's revenue is the figure about the parent itself, which is consolidated, and
// revenues of subsidiaries are never added to it.
//
// param channels list of choice(orders|capital|exposure) = ["orders"] -- what a default takes with it
// param threshold float = 0.2 -- a firm falls when it loses this share of its size
// param basis choice(revenue|deals) = revenue -- weigh a loss against a year's revenue where it is known, or always against the inflow over deals
// param default_years int(1..100) = 5 -- the term of an order of which no term is known, in years
// param noncash bool = true -- count capital that is not cash
// param max_rounds int(1..100) = 10 -- stop after so many rounds
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
LET lost_with = [ones IN takes | [one IN ones WHERE one.channel IN $channels]]
UNWIND range(0, size(firms) - 1) AS start
FILTER $firms = [] OR firms[start] IN shown
// Round by round, who falls by what all that fell before take from it
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
    // The loss as a share of the other's size
    LET revenue = revenues[other], inflow = inflows[other]
    LET basis = CASE WHEN revenue > 0 THEN 'revenue' WHEN inflow > 0 THEN 'inflow' END
    // Rounded, so that a loss of just the threshold reaches it
    LET share = CASE WHEN lost > 0 THEN
      round(CASE basis WHEN 'revenue' THEN lost_a_year / revenue WHEN 'inflow' THEN toFloat(lost) / inflow END, 9) END
    FILTER share >= $threshold
    LET soft = [edge IN lost_deals WHERE edge IN noncash | edge[usd]]
    RETURN {
      round: round, firm: other, lost: lost, share: share, basis: basis,
      without: size(lost_deals) - size(known), soft: soft
    }
  } END
)
CALL (rows, lost_with, noncash, usd) {
  LET fallen = [row IN rows | row.firm]
  UNWIND fallen AS firm
  UNWIND lost_with[firm] AS taken
  FILTER NOT taken.other IN fallen
  LET edge = taken.edge
  RETURN count(*) AS survived, sum(edge[usd]) AS lost, count(edge[usd]) AS known,
         count(CASE WHEN edge IN noncash THEN 1 END) AS soft,
         collect(CASE WHEN edge IN noncash THEN edge[usd] END) AS soft_known
}
LET falls = rows[1..]
LET soft_usds = reduce(all_soft = soft_known, row IN falls | all_soft + [amount IN row.soft WHERE amount IS NOT NULL])
// Added up, so that the lists stay behind, of which sorting would count a copy for each row
WITH firms[start] AS firm, rows[-1].round AS rounds, sum(size(falls)) AS firms_fallen,
     CASE WHEN survived = 0 OR known > 0 OR falls <> [] THEN
       reduce(total = lost, row IN falls | total + row.lost) END AS lost_usd,
     reduce(total = survived - known, row IN falls | total + row.without) AS without_usd,
     CASE WHEN soft_usds <> [] OR reduce(deals = soft, row IN falls | deals + size(row.soft)) = 0 THEN
       reduce(total = 0, amount IN soft_usds | total + amount) END AS noncash_usd
RETURN firm, rounds, firms_fallen, lost_usd, without_usd, noncash_usd
ORDER BY firms_fallen DESC, coalesce(lost_usd, -1) DESC, firm
