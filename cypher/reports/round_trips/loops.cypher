// Loops of firms
//
// Every loop along which money can flow back to where it started, with no firm appearing twice.
// Deals between the same two firms in the same direction are one hop; a firm's deals with itself
// are left out. Each loop is shown once and begins at its smallest firm id. A loop with capital and
// revenue is a round trip.
//
// edge_types lists the types of each hop. weakest_usd is the amount of the smallest hop; it is
// empty if the amount of a hop is unknown. weakest_hop is the number of that hop, counted from 0.
//
// A large graph can have millions of loops: at most --limit are shown, and a note says if there are
// more.
//
// use deals, loops
// draw deals_drawn
// firms firms
CYPHER 25
LET edge_types = [hop IN loop_hops | coll.sort(coll.distinct([deal IN hop | type(deal)]))]
LET types = coll.flatten(edge_types)
RETURN loop_firms AS firms, size(loop_firms) AS hops, edge_types, weakest_usd,
       CASE WHEN weakest_usd IS NOT NULL THEN coll.indexOf(hops_usd, weakest_usd) END AS weakest_hop,
       any(type IN types WHERE type IN ['INVESTS_IN', 'LENDS_TO', 'GRANTS_EQUITY_TO', 'BACKSTOPS']) AS has_capital,
       any(type IN types WHERE type IN ['BUYS_FROM', 'LEASES_FROM']) AS has_revenue,
       coll.flatten([hop IN loop_hops | coll.sort([deal IN hop | deal.deal])]) AS deals
