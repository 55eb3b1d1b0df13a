// Ids that belong to a deal as well as to a figure
CYPHER 25
RETURN COLLECT {
  MATCH (figure:Figure)
  MATCH (deal:Deal {id: figure.id})
  RETURN deal.id AS id ORDER BY id
} AS ids
