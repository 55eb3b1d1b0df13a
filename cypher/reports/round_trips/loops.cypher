// Loops of firms
//
// Every closed walk along the money in which no firm comes twice. Deals between the same two
// firms in the same direction are one hop; a firm's deals with itself are left out. Each loop
// stands once and begins at its smallest firm id. edge_types lists the types of each hop;
// weakest_usd is the smallest hop, empty where the amount of a hop is not known, and weakest_hop
// says which hop that is, counted from 0. A loop with capital and revenue is a round trip. In large
// graphs there are millions of loops: no more than --limit are shown, and a note says if there are
// more.
//
// use deals, loops
CYPHER 25
LET edge_types = [hop IN loop_hops | coll.sort(coll.distinct([deal IN hop | type(deal)]))]
LET types = coll.flatten(edge_types)
RETURN loop_firms AS firms, size(loop_firms) AS hops, edge_types, weakest_usd,
       CASE WHEN weakest_usd IS NOT NULL THEN coll.indexOf(hops_usd, weakest_usd) END AS weakest_hop,
       any(type IN types WHERE type IN ['INVESTS_IN', 'LENDS_TO', 'GRANTS_EQUITY_TO', 'BACKSTOPS']) AS has_capital,
       any(type IN types WHERE type IN ['BUYS_FROM', 'LEASES_FROM']) AS has_revenue,
       coll.flatten([hop IN loop_hops | coll.sort([deal IN hop | deal.deal])]) AS deals
