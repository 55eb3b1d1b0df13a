// The figure that replaces another by the day asked for; null if none does
//
// It does so once one of its sources is published, or once its time begins if none has a date.
//
// gives replaced_by(figure)
// param as_of date = today -- include only deals in force on this date
COLLECT {
  MATCH (later:Figure)-[:SUPERSEDES]->(figure)
  OPTIONAL MATCH (source:Source)-[:STATES]->(later)
  WITH later, min(source.published) AS published
  WHERE coalesce(published, later.starts) <= $as_of
  RETURN later.id ORDER BY published, later.id LIMIT 1
}[0]
