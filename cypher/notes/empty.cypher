// An empty graph
CYPHER 25
RETURN CASE WHEN NOT EXISTS { (:Firm) } THEN
  'the graph is empty; run `moneyloop load` to load the knowledge that ships' END AS note
