// The evidence for one loop: each deal on it, with its source
//
// A row for each deal on the loop of these firms: in the order in which you name them if that forms a
// loop, otherwise in the first order (sorted by id) that does, and a note says so. hop counts the hops of
// the loop from 1, and the largest deal of a hop comes first. status is that on --as-of. source is the
// best one that states the amount of the deal, as_stated its words, and url its address. contested is
// whether sources disagree on the amount; `deal` shows what all of them state.
//
// If these firms alone are no loop in any order, the first rows are the hops that are missing, with the
// status missing and no deal. The other rows are the shortest loop through all of these firms, if
// there is one of up to --longest firms. `between` shows whether there was a deal on a missing hop that
// has ended.
//
// use deals, network, loop_through, missing_hops, best_statement, status_on, usd
// draw deals_drawn
// firms payer, payee
// key payer, payee, deal
// param firms list of firm -- the firms of the loop, in the order in which money flows
CYPHER 25
CALL (firms, pays, asked, loop, missing_hops) {
  UNWIND missing_hops AS at
  RETURN 0 AS part, at, asked[at] AS from, asked[(at + 1) % size(asked)] AS to, [null] AS hop_deals
UNION ALL
  UNWIND range(0, size(loop) - 1) AS at
  LET from = loop[at], to = loop[(at + 1) % size(loop)]
  RETURN 1 AS part, at, from, to, [hop IN pays[from] WHERE hop[0] = to | hop[1]][0] AS hop_deals
}
UNWIND hop_deals AS deal
LET best = best_statement(deal)
RETURN at + 1 AS hop, firms[from] AS payer, firms[to] AS payee, deal.deal AS deal,
       type(deal) AS type, usd(deal) AS usd, deal.announced AS announced,
       CASE WHEN deal IS NULL THEN 'missing' ELSE status_on(deal) END AS status,
       best.source AS source, best.as_stated AS as_stated, best.url AS url, deal.contested AS contested
ORDER BY part, hop, coalesce(usd, -1) DESC, deal
