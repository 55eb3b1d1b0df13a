// Firms that all money to another firm passes through
//
// Money enters the network at firms that pay and are not paid. A choke point of a firm is on every
// path of money from any of them to the firm, along deals of any type and of any length: without
// the choke point, no money from outside would reach the firm. Parallel deals count once, and a
// firm's deals with itself are left out. If all money enters at a single firm, that firm is a choke
// point, too. A firm that no money from outside reaches has no choke point.
//
// The graph contains only customers that a source names. revenue_usd is the firm's latest revenue of
// a year, empty if unknown. revenue_share is what its orders in the graph bring within twelve months
// (as in `commitment-gap`) as a share of that revenue: if it is small, most of its money comes from
// customers that the graph does not contain, and the choke point is none.
//
// use deals, network, default_term, is_shown, due_of_orders, revenue_of
// draw choke_points_drawn
// firms firm, choke_point
// shares revenue_share
// key firm, choke_point
CYPHER 25
// Where money enters
LET entries = [firm IN range(0, size(firms) - 1) WHERE paid[firm] = []]
// Step by step, one shortest path to every firm that the money reaches
LET spread = reduce(
  spread = {paths: [], reached: entries, rim: [entry IN entries | [entry]]},
  step IN range(1, size(firms)) |
  CASE WHEN spread.rim = [] THEN spread
  ELSE reduce(next = null, rim IN [COLLECT {
    UNWIND spread.rim AS path
    UNWIND pays[path[-1]] AS hop
    LET payee = hop[0]
    FILTER NOT payee IN spread.reached
    WITH payee, collect(path)[0] AS path
    RETURN path + payee
  }] | {
    paths: spread.paths + rim,
    reached: spread.reached + [path IN rim | path[-1]],
    rim: rim
  }) END
)
// A choke point is on every path, so on this one too
CALL (spread) {
  UNWIND spread.paths AS path
  UNWIND path[..-1] AS choke_point
  RETURN choke_point, collect(path[-1]) AS below
}
// The firms below it that money reaches around it, directly or through each other
LET around = reduce(
  around = {inside: [], rim: [firm IN below WHERE any(hop IN paid[firm]
    WHERE hop[0] <> choke_point AND hop[0] IN spread.reached AND NOT hop[0] IN below)]},
  step IN range(1, size(below)) |
  CASE WHEN around.rim = [] THEN around
  ELSE reduce(next = null, inside IN [around.inside + around.rim] | {
    inside: inside,
    rim: COLLECT {
      UNWIND around.rim AS firm
      UNWIND pays[firm] AS hop
      LET payee = hop[0]
      FILTER payee IN below AND NOT payee IN inside
      RETURN DISTINCT payee
    }
  }) END
)
UNWIND below AS index
LET firm = firms[index], choke_point_id = firms[choke_point]
FILTER NOT index IN around.inside AND (is_shown(firm) OR is_shown(choke_point_id))
LET sold = coll.flatten([hop IN paid[index] | hop[1]])
// DISTINCT leaves the lists behind: sorting would count a copy of them for each row
WITH DISTINCT firm, choke_point_id AS choke_point, due_of_orders(sold, years) AS next_year
LET revenue_usd = revenue_of(firm)
RETURN firm, choke_point, revenue_usd, round(toFloat(next_year) / revenue_usd, 4) AS revenue_share
ORDER BY firm, choke_point
