// Every record that came with this program: its kind and id, and the rest of a statement's key
CYPHER 25
CALL () {
  MATCH (node:Firm|Source|Deal|Figure|Claim) WHERE node.shipped
  RETURN labels(node)[0] AS kind, node.id AS id, null AS source, null AS per, null AS nth
UNION ALL
  MATCH (source:Source)-[states:STATES]->(of:Deal|Figure) WHERE states.shipped
  RETURN 'STATES' AS kind, of.id AS id, source.id AS source, states.per AS per,
         coalesce(states.nth, 1) AS nth
}
RETURN kind, id, source, per, nth
