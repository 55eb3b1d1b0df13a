// Which of the given deals are in force, by the defaults of the reports
//
// use counted_by_default
// param ids list -- ids of deals
CYPHER 25
UNWIND $ids AS id
MATCH (deal:Deal {id: id})
// Hinted, since right after a large import the statistics make an index scan look free.
USING INDEX SEEK deal:Deal(id)
WHERE counted_by_default(deal)
RETURN collect(deal.id) AS ids
