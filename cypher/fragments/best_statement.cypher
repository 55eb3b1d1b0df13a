// The statement of the best source that states the amount of a deal, else that of its best source
//
// A map of source (its id), url and as_stated.
//
// gives best_statement(deal)
COLLECT {
  MATCH (source:Source)-[states:STATES]->(:Deal {id: deal.deal})
  RETURN {source: source.id, url: source.url, as_stated: states.as_stated} AS best
  ORDER BY coalesce(states.as_stated = deal.as_stated, false) DESC,
           coll.indexOf(deal.sources, source.id), states.per, coalesce(states.nth, 1)
  LIMIT 1
}[0]
