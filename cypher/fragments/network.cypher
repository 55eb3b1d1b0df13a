// Who pays whom, as lists that can be walked
//
// A firm is represented by its index in `firms`, which is sorted by id. For each firm `pays` lists the
// firms that it pays and `paid` those that pay it, each as [index, deals], in order of the index. What a
// firm pays itself is left out.
//
// gives firms, pays, paid
// needs deals
// use party, payer, payee
LET by_payer = coll.sort(COLLECT {
  CALL (deals) {
    UNWIND deals AS deal
    RETURN payer(deal) AS payer, payee(deal) AS payee, deal
  UNION ALL
    // Firms without deals have an index, too
    MATCH (firm:Firm)
    RETURN party(firm) AS payer, party(firm) AS payee, null AS deal
  }
  WITH payer, payee, collect(deal) AS hop
  WITH payer, collect([payee, hop]) AS hops
  RETURN [payer, hops]
})
LET firms = [entry IN by_payer | entry[0]]
LET by_payee = coll.sort(COLLECT {
  UNWIND range(0, size(firms) - 1) AS payer
  UNWIND by_payer[payer][1] AS hop
  WITH hop[0] AS payee, collect([payer, hop[1]]) AS hops
  RETURN [payee, hops]
})
LET paid = [payee IN range(0, size(firms) - 1) | [hop IN by_payee[payee][1] WHERE hop[0] <> payee]]
LET pays = [entry IN coll.sort(COLLECT {
  UNWIND range(0, size(firms) - 1) AS payee
  UNWIND by_payee[payee][1] AS hop
  WITH hop[0] AS payer, collect([payee, hop[1]]) AS hops
  RETURN [payer, hops]
}) | [hop IN entry[1] WHERE hop[0] <> entry[0]]]
