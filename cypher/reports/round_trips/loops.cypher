// Loops of firms
//
// Every loop along which money can flow back to where it started, with no firm appearing twice.
// Deals between the same two firms in the same direction are one hop; a firm's deals with itself
// are left out. Each loop is shown once and begins at its smallest firm id. kind is round_trip if the
// loop has capital and revenue, circular_trade if it has revenue only (purchases and leases: what
// regulators and courts have called round trips in the past), and circular_capital if it has capital
// only.
//
// edge_types lists the types of each hop, and hop_usd the sum of the known amounts of each hop, empty
// if none is known. weakest_usd is the smallest of these; it is empty if one of them is. weakest_hop
// is the number of that hop, counted from 0. without_usd counts the deals on the loop whose amount is
// unknown: if there are any, hop_usd and weakest_usd can be too low.
//
// A large graph can have millions of loops: at most --limit are shown, and a note says if there are
// more.
//
// use deals, loops, loop_kind
// draw deals_drawn
// firms firms
// key firms
CYPHER 25
// `loops` gives a row for each loop: loop_firms, loop_hops and weakest_usd
LET hops = [hop IN loop_hops | hop.deals], hop_usd = [hop IN loop_hops | hop.usd]
LET kind = loop_kind(hops)
RETURN loop_firms AS firms, size(hops) AS hops,
       [hop IN hops | coll.sort(coll.distinct([deal IN hop | type(deal)]))] AS edge_types, weakest_usd,
       CASE WHEN weakest_usd IS NOT NULL THEN coll.indexOf(hop_usd, weakest_usd) END AS weakest_hop,
       kind <> 'circular_trade' AS has_capital, kind <> 'circular_capital' AS has_revenue,
       coll.flatten([hop IN hops | coll.sort([deal IN hop | deal.deal])]) AS deals, kind, hop_usd,
       reduce(total = 0, hop IN loop_hops | total + hop.without_usd) AS without_usd
