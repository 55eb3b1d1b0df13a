// Takes out firms to which nothing is tied any longer
//
// param ids list -- ids of firms
CYPHER 25
UNWIND $ids AS id
MATCH (firm:Firm {id: id})
WHERE NOT EXISTS { (firm)--() }
DELETE firm
RETURN count(*) AS dropped
