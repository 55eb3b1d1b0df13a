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
MATCH (firm:Firm)
WHERE NOT firm IN entries
// A shortest path back from the firm to where money enters: a choke point stands on each path
LET back = reduce(
  back = {inside: [firm], rim: [[firm]], path: null},
  step IN range(1, COUNT { (:Firm) }) |
  CASE WHEN back.path IS NOT NULL OR back.rim = [] THEN back
  ELSE reduce(
    next = {inside: back.inside, rim: [], path: null},
    path IN COLLECT {
      UNWIND back.rim AS path
      LET last = path[0]
      MATCH (last)<-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]-(payer:Firm)
      WHERE edge IN standing AND NOT payer IN back.inside
      WITH payer, collect(path)[0] AS path
      RETURN [payer] + path
    } | {
      inside: next.inside + path[0],
      rim: next.rim + [path],
      path: CASE WHEN next.path IS NULL AND path[0] IN entries THEN path ELSE next.path END
    }
  ) END
)
FILTER back.path IS NOT NULL
UNWIND back.path[..-1] AS choke_point
FILTER $firms = [] OR firm.id IN $firms OR choke_point.id IN $firms
// Without it, is there still a way back?
LET around = reduce(
  around = {inside: [firm, choke_point], rim: [firm], entered: false},
  step IN range(1, COUNT { (:Firm) }) |
  CASE WHEN around.entered OR around.rim = [] THEN around
  ELSE reduce(
    next = {inside: around.inside, rim: [], entered: false},
    payer IN COLLECT {
      UNWIND around.rim AS last
      MATCH (last)<-[edge:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]-(payer:Firm)
      WHERE edge IN standing AND NOT payer IN around.inside
      RETURN DISTINCT payer
    } | {
      inside: next.inside + payer,
      rim: next.rim + payer,
      entered: next.entered OR payer IN entries
    }
  ) END
)
FILTER NOT around.entered
RETURN firm.id AS firm, choke_point.id AS choke_point
ORDER BY firm, choke_point
