// Everything that earlier came with this program: kind, id, and for statements source and measure
CYPHER 25
CALL () {
  MATCH (node:Firm|Source|Deal) WHERE node.shipped
  RETURN labels(node)[0] AS kind, node.id AS id, null AS source, null AS per
UNION ALL
  MATCH (source:Source)-[states:STATES]->(deal:Deal) WHERE states.shipped
  RETURN 'STATES' AS kind, deal.id AS id, source.id AS source, states.per AS per
}
RETURN kind, id, source, per
