// Firms that fund each other in a circle
//
// Every circle along investments, loans, grants of shares and guarantees in which no firm comes
// twice: the same money, or the same promise, can stand in several balance sheets. `--types`
// narrows it, to INVESTS_IN and GRANTS_EQUITY_TO for shares alone. Deals between the same two firms
// in the same direction are one hop; a firm's deals with itself are left out. Each circle stands
// once and begins at its smallest firm id. weakest_usd is the smallest hop, empty where the amount
// of a hop is not known. Funding alone closes these circles; with a purchase or a lease in them,
// `loops` shows them. In large graphs there are millions of circles: no more than --limit are shown,
// and a note says if there are more.
//
// use capital_deals, loops
// param max_hops int(2..8) = 6 -- firms in a circle at most, 2 to 8
// param types list of choice(INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS) = ["INVESTS_IN", "LENDS_TO", "GRANTS_EQUITY_TO", "BACKSTOPS"] -- which kinds of capital count
CYPHER 25
RETURN loop_firms AS firms, size(loop_firms) AS hops, weakest_usd,
       coll.flatten([hop IN loop_hops | coll.sort([deal IN hop | deal.deal])]) AS deals
