// Firms through which all of a firm's money comes
//
// Money enters the network at firms that pay and are not paid. A choke point of a firm stands on
// every path of money from any of them to the firm, over all kinds of deals and however long: were
// it gone, no money from outside would reach the firm. Parallel deals count once and a firm's
// deals with itself not at all. A firm that no money from outside reaches has no choke point. Where
// all money comes from one firm at which it enters, that firm is a choke point, too. Of customers
// whom no source names the graph knows nothing.
//
// param as_of date = today -- count only deals that stood on this day
// param statuses list of choice(reported|announced|signed|closed|contingent|terminated) = ["reported", "announced", "signed", "closed", "contingent"] -- count only deals of these statuses
// param sources list of source = [] -- count only deals that one of these sources states
// param firms list of firm = [] -- show only rows in which one of these firms stands
// param min_usd usd = 0 -- leave out single deals known to be smaller, in dollars
// param amount choice(low|headline|high) = headline -- which end of a range counts
// param secondary bool = false -- count shares bought from other holders
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
// Where money enters
CALL (standing) {
  MATCH (source:Firm)
  WHERE NOT EXISTS {
    MATCH (source)<-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]-(payer:Firm)
    WHERE payer <> source AND edge IN standing
  }
  RETURN collect(source) AS entries
}
// Step by step, one shortest path to every firm that the money reaches
LET spread = reduce(
  spread = {paths: [], reached: entries, rim: [entry IN entries | [entry]]},
  step IN range(1, COUNT { (:Firm) }) |
  CASE WHEN spread.rim = [] THEN spread
  ELSE reduce(next = null, rim IN [COLLECT {
    UNWIND spread.rim AS path
    LET last = path[-1]
    MATCH (last)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(payee:Firm)
    WHERE edge IN standing AND NOT payee IN spread.reached
    WITH payee, collect(path)[0] AS path
    RETURN path + payee
  }] | {
    paths: spread.paths + rim,
    reached: spread.reached + [path IN rim | path[-1]],
    rim: rim
  }) END
)
// A choke point stands on each path, on this one too
CALL (spread) {
  UNWIND spread.paths AS path
  UNWIND path[..-1] AS choke_point
  RETURN choke_point, collect(path[-1]) AS below
}
// Of the firms below it, those whom money reaches around it, and whom it reaches through these
LET around = reduce(
  around = {firms: [], rim: [firm IN below WHERE EXISTS {
    MATCH (firm)<-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]-(payer:Firm)
    WHERE edge IN standing AND payer <> choke_point AND payer IN spread.reached AND NOT payer IN below
  }]},
  step IN range(1, size(below)) |
  CASE WHEN around.rim = [] THEN around
  ELSE reduce(next = null, firms IN [around.firms + around.rim] | {
    firms: firms,
    rim: COLLECT {
      UNWIND around.rim AS firm
      MATCH (firm)-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->(payee:Firm)
      WHERE edge IN standing AND payee IN below AND NOT payee IN firms
      RETURN DISTINCT payee
    }
  }) END
)
UNWIND below AS firm
FILTER NOT firm IN around.firms AND ($firms = [] OR firm.id IN $firms OR choke_point.id IN $firms)
// DISTINCT leaves `standing` behind, of which sorting would count a copy for each row
RETURN DISTINCT firm.id AS firm, choke_point.id AS choke_point
ORDER BY firm, choke_point
