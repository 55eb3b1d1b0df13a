// Firms that fund each other in a circle
//
// Every circle of investments, loans, grants of shares and guarantees in which no firm appears
// twice: the same money, or the same promise, can be in several balance sheets. Deals between the
// same two firms in the same direction are one hop; a firm's deals with itself are left out. Each
// circle is shown once and begins at its smallest firm id. --types restricts the circles, for
// example to INVESTS_IN,GRANTS_EQUITY_TO for shares only.
//
// weakest_usd is the sum of the known amounts of the smallest hop; it is empty if no amount of a hop
// is known. without_usd counts the deals on the circle whose amount is unknown: if there are any,
// weakest_usd can be too low.
//
// These circles consist of funding only; `loops` also shows those with a purchase or a lease. A
// large graph can have millions of circles: at most --limit are shown, and a note says if there are
// more.
//
// use capital_deals, loops
// draw deals_drawn
// firms firms
// key firms
// param max_hops int(2..8) = 6 -- the most firms in a circle, 2 to 8
// param limit int(1..10000000) = 100000 -- show at most this many circles
// param types list of choice(INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS) = ["INVESTS_IN", "LENDS_TO", "GRANTS_EQUITY_TO", "BACKSTOPS"] -- the types of capital to include
CYPHER 25
RETURN loop_firms AS firms, size(loop_firms) AS hops, weakest_usd,
       coll.flatten([hop IN loop_hops | coll.sort([deal IN hop.deals | deal.deal])]) AS deals,
       reduce(total = 0, hop IN loop_hops | total + hop.without_usd) AS without_usd
