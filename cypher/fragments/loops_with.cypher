// The loops of two to four firms that a deal from one firm to another makes with the others of a day
//
// Each is the ids of its firms, from the smallest on. Whether there is such a deal is not asked.
//
// gives loops_with(payer, payee, day)
// use PAYS, counted_on
coll.sort([ring IN COLLECT {
  MATCH (payee)-[one:PAYS]->(payer)
  WHERE counted_on(one, day)
  RETURN [payer.id, payee.id] AS ring
UNION
  MATCH (payee)-[one:PAYS]->(next:Firm)-[two:PAYS]->(payer)
  WHERE NOT next IN [payer, payee] AND counted_on(one, day) AND counted_on(two, day)
  RETURN [payer.id, payee.id, next.id] AS ring
UNION
  MATCH (payee)-[one:PAYS]->(next:Firm)-[two:PAYS]->(last:Firm)-[three:PAYS]->(payer)
  WHERE NOT next IN [payer, payee] AND NOT last IN [payer, payee, next]
    AND counted_on(one, day) AND counted_on(two, day) AND counted_on(three, day)
  RETURN [payer.id, payee.id, next.id, last.id] AS ring
} | reduce(loop = null, begin IN [coll.indexOf(ring, coll.min(ring))] | ring[begin..] + ring[..begin])])
