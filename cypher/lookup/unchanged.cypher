// Deals that lines with the given hashes wrote, and that nothing has changed since
//
// param rows list -- maps of id (of a deal), lines (a hash of the lines about it)
CYPHER 25
UNWIND $rows AS row
MATCH (deal:Deal {id: row.id})<-[touched:TOUCHED]-()
WHERE touched.lines = row.lines
WITH DISTINCT deal
RETURN deal.id AS id, COUNT { (deal)<-[:STATES]-() } AS statements
