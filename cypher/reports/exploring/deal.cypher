// All about one deal: whether it is true today, and who states what
//
// The first row answers whether the deal is in force on --as-of, and why not. The rows that follow are
// its parties, its type and amount, its status and the days of its stages as precisely as they are
// known, its term, what of it is not yet paid and what falls due within twelve months, the deals that it
// supersedes or that supersede it, and the stated totals that include it. Deals that have ended are
// shown like all others.
//
// The last rows are the statements of all sources about the deal, the best source first: the words of
// the source, then what else it states, and the place in it. source and url are the evidence for a row;
// for the amount they are the best source that states it.
//
// use PAYS, verdict, begun, status_on, default_term, owed, best_statement, stage_days, dollars
// draw deal_drawn
// key what, source
// param deal deal -- the deal, by id
// param as_of date = today -- check whether it is in force on this day
CYPHER 25
MATCH (payer:Firm)<-[:PAYER]-(node:Deal {id: $deal})-[:PAYEE]->(payee:Firm)
MATCH (payer)-[deal:PAYS]->(payee)
WHERE deal.deal = $deal
LET best = best_statement(deal), owed = owed(deal, years), usd = deal.usd
LET amount = CASE
    WHEN deal.derived THEN dollars(usd) + ', derived from a stated rate and term'
    WHEN deal.caption = '?' THEN 'unknown'
    ELSE deal.caption END + CASE WHEN deal.contested THEN '; sources disagree' ELSE '' END
LET facts = [
  ['Is it true today?', verdict(deal)],
  ['payer', payer.name + ' (' + payer.id + ')'],
  ['payee', payee.name + ' (' + payee.id + ')'],
  ['type', type(deal)],
  ['instrument', deal.instrument],
  ['settlement', deal.settlement],
  ['amount', amount, best],
  ['status', CASE WHEN begun(deal) THEN status_on(deal) END],
  ['first published', CASE WHEN deal.announced IS NULL THEN toString(deal.since) END]
] + stage_days(deal) + [
  ['term', deal.term],
  ['outstanding', owed[0]],
  ['due within twelve months', owed[1]],
  ['part of', deal.bundle],
  ['note', node.note]
] + COLLECT {
  MATCH (node)-[:SUPERSEDES]->(older:Deal)
  RETURN ['supersedes', older.id + ', ' + older.caption] ORDER BY older.since, older.id
} + COLLECT {
  MATCH (newer:Deal)-[:SUPERSEDES]->(node)
  RETURN ['superseded by', newer.id + ', ' + newer.caption] ORDER BY newer.since, newer.id
} + COLLECT {
  MATCH (figure:Figure)-[:SUMS]->(node)
  RETURN ['in the total', figure.id + ', ' + coalesce(figure.caption, 'unknown')] ORDER BY figure.id
} + COLLECT {
  MATCH (source:Source)-[states:STATES]->(node)
  LET words = [word IN [
    coalesce(states.as_stated, states.caption, 'no amount'), 'a ' + nullIf(states.per, 'total'), states.status,
    CASE WHEN states.doubtful THEN 'doubtful' END, 'published ' + toString(source.published), states.locator, states.note
  ] WHERE word IS NOT NULL]
  RETURN ['statement', reduce(text = words[0], word IN words[1..] | text + '; ' + word), {source: source.id, url: source.url}]
  ORDER BY coll.indexOf(deal.sources, source.id), states.per, coalesce(states.nth, 1)
}
UNWIND range(0, size(facts) - 1) AS at
FILTER facts[at][1] IS NOT NULL
RETURN facts[at][0] AS what, facts[at][1] AS value, facts[at][2].source AS source, facts[at][2].url AS url
ORDER BY at
