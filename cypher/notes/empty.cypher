// An empty graph
CYPHER 25
RETURN CASE WHEN NOT EXISTS { (:Firm) } THEN
  'the graph is empty; `moneyloop load` loads the knowledge that ships' END AS note
