// The ids that a deal and a figure have in common
CYPHER 25
RETURN COLLECT {
  MATCH (figure:Figure)
  MATCH (deal:Deal {id: figure.id})
  RETURN deal.id AS id ORDER BY id
} AS ids
