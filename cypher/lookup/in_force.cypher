// Those of these deals that count today, as reports count by default
//
// use counted_by_default
// param ids list -- ids of deals
CYPHER 25
UNWIND $ids AS id
MATCH (deal:Deal {id: id})
// Asked for, since right after a large import the statistics call a scan of the index free.
USING INDEX SEEK deal:Deal(id)
WHERE counted_by_default(deal)
RETURN collect(deal.id) AS ids
