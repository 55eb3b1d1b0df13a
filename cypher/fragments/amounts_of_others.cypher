// The amounts that the other sources, published by the day asked for, state of a thing; the best first
//
// Of the same measure and currency as an amount `own`, as {source, low, high, usual, doubtful}: `usual` is the
// amount that reports would add up. The amount of the best other source counts even if it is doubtful, since it
// may be so only beside that of the source itself.
//
// gives amounts_of_others(thing, source, own)
// use known_by
COLLECT {
  MATCH (other:Source)-[states:STATES]->(thing)
  WHERE other <> source AND known_by(other) AND states.per = own.per
  UNWIND [[states.currency, states.amount_low, states.amount_high], ['USD', states.usd_low, states.usd_high]] AS stated
  FILTER stated[0] = own.currency AND coalesce(stated[1], stated[2]) IS NOT NULL
  WITH DISTINCT other, states, stated[1] AS low, stated[2] AS high
  RETURN {source: other.id, low: low, high: high, usual: CASE low WHEN 0 THEN high ELSE coalesce(low, high) END,
    doubtful: states.doubtful}
  ORDER BY coll.indexOf(thing.sources, other.id), coalesce(states.nth, 1)
}
