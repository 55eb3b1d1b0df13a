// Sets the group of all subsidiaries of these firms
//
// param ids list -- ids of firms
CYPHER 25
UNWIND $ids AS id
MATCH (:Firm {id: id})<-[:PART_OF]-+(below:Firm)
WITH DISTINCT below
MATCH (below)-[:PART_OF]->+(top:Firm)
WHERE NOT EXISTS { (top)-[:PART_OF]->() } AND below.group <> top.id
SET below.group = top.id
RETURN count(*) AS changed
