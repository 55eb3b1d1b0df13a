// Deletes firms that no deal, figure or remaining firm refers to
//
// param ids list -- ids of firms
CYPHER 25
UNWIND $ids AS id
MATCH (firm:Firm {id: id})
WHERE NOT EXISTS { (firm)<-[:PAYER|PAYEE|ABOUT]-() }
  AND NOT EXISTS {
    (firm)<-[:PART_OF|MEMBER_OF]-(part:Firm)
    WHERE NOT part.id IN $ids OR EXISTS { (part)<-[:PAYER|PAYEE|ABOUT]-() }
  }
DETACH DELETE firm
RETURN count(*) AS dropped
