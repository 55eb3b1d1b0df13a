// Those of these deals that are in force, by the defaults of the reports
//
// param ids list -- ids of deals
// param as_of date -- the date
CYPHER 25
UNWIND $ids AS id
MATCH (deal:Deal {id: id})
// Hinted, since right after a large import the statistics make an index scan look free.
USING INDEX SEEK deal:Deal(id)
WHERE coalesce(deal.since <= $as_of, true)
  AND coalesce(deal.ended > $as_of, true)
  AND (deal.status <> 'terminated' OR deal.ended IS NOT NULL)
  AND coalesce(deal.settlement <> 'secondary', true)
RETURN collect(deal.id) AS ids
