// The other sources, published by the day asked for, that state a deal or a figure; the best first
//
// A deal that begins later has none.
//
// gives backers(thing, source)
// use known_by, begun
COLLECT {
  MATCH (other:Source)-[:STATES]->(thing)
  WHERE other <> source AND known_by(other) AND (thing:Figure OR begun(thing))
  WITH DISTINCT other
  RETURN other.id ORDER BY coll.indexOf(thing.sources, other.id)
}
