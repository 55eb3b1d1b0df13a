// Loops of two to four firms that exist, or are round trips, only since these deals
//
// The kind of each is that of the fragment loop_kind.
//
// Searches only around the deals: from the payee of each, along the money, back to its payer. Each
// loop is returned once, starting from its smallest firm id, as in the report loops.
//
// use PAYS, counted_by_default, loop_kind
// param deals list -- ids of deals that were not in force before
// param ended list -- ids of deals that were in force before, and are not now
// param limit int -- largest number of loops
CYPHER 25
UNWIND $deals AS id
MATCH (a:Firm)<-[:PAYER]-(deal:Deal {id: id})-[:PAYEE]->(b:Firm)
// Hinted, since right after a large import the statistics make an index scan look free.
USING INDEX SEEK deal:Deal(id)
WHERE a <> b
WITH DISTINCT a, b
// First the rings of firms, whatever deals link them
CALL (a, b) {
  MATCH (a)<-[:PAYS]-(last:Firm)
  RETURN collect(DISTINCT last) AS back
}
CALL (a, b, back) {
  FILTER b IN back
  RETURN [a, b] AS ring
UNION ALL
  MATCH (b)-[:PAYS]->(c:Firm)
  WHERE c IN back AND c <> a AND c <> b
  RETURN DISTINCT [a, b, c] AS ring
UNION ALL
  MATCH (b)-[:PAYS]->(c:Firm)
  WHERE c <> a AND c <> b
  WITH DISTINCT a, b, c, back
  MATCH (c)-[:PAYS]->(d:Firm)
  WHERE d IN back AND NOT d IN [a, b, c]
  RETURN DISTINCT [a, b, c, d] AS ring
}
LET ids = [firm IN ring | firm.id]
LET first = coll.indexOf(ids, coll.min(ids))
WITH DISTINCT ring[first..] + ring[..first] AS ring
// Then, hop by hop, the deals in force now or before
CALL (ring) {
  UNWIND range(0, size(ring) - 1) AS position
  LET payer = ring[position], payee = ring[(position + 1) % size(ring)]
  MATCH (payer)-[edge:PAYS]->(payee)
  WHERE edge.deal IN $ended
    OR counted_by_default(edge)
  WITH position, edge ORDER BY position, edge.deal
  WITH position, collect(edge) AS hop
  ORDER BY position
  RETURN collect(hop) AS either
}
LET hops = [hop IN either | [edge IN hop WHERE NOT edge.deal IN $ended]]
FILTER size(hops) = size(ring) AND none(hop IN hops WHERE hop = [])
LET before = [hop IN either | [edge IN hop WHERE NOT edge.deal IN $deals]]
// More deals can only turn a loop of another kind into a round trip
LET kind = loop_kind(hops),
    was = CASE WHEN none(hop IN before WHERE hop = []) THEN loop_kind(before) END
FILTER was IS NULL OR (kind = 'round_trip' AND was <> 'round_trip')
LET usds = [hop IN hops | reduce(total = null, edge IN hop | coalesce(total + edge.usd, total, edge.usd))]
RETURN [firm IN ring | firm.id] AS firms, size(ring) AS hops,
       [hop IN hops | coll.sort(coll.distinct([edge IN hop | type(edge)]))] AS edge_types,
       CASE WHEN none(usd IN usds WHERE usd IS NULL) THEN coll.min(usds) END AS weakest_usd,
       usds AS hop_usd, kind, coll.flatten([hop IN hops | [edge IN hop | edge.deal]]) AS deals
LIMIT $limit
