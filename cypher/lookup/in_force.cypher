// Those of these deals that count today, as reports count by default
//
// param ids list -- ids of deals
// param as_of date -- the day
CYPHER 25
UNWIND $ids AS id
MATCH (deal:Deal {id: id})
// Asked for, since right after a large import the statistics call a scan of the index free.
USING INDEX SEEK deal:Deal(id)
WHERE coalesce(deal.since <= $as_of, true)
  AND coalesce(deal.ended > $as_of, true)
  AND (deal.status <> 'terminated' OR deal.ended IS NOT NULL)
  AND coalesce(deal.settlement <> 'secondary', true)
RETURN collect(deal.id) AS ids
