// A drawing of what each seller and the buyers that it funds pay each other
//
// gives drawing
// needs rows
// use PAYS, selected, party
LET pairs = coll.flatten([row IN rows | [buyer_id IN row.funded_buyers | [row.seller, buyer_id]]])
LET seller_ids = [row IN rows WHERE row.funded_buyers <> [] | row.seller]
LET drawing = COLLECT {
  MATCH (selling_firm:Firm)
  WHERE party(selling_firm) IN seller_ids
  MATCH path = (selling_firm)-[edge:PAYS]-(buying_firm:Firm)
  WHERE selected(edge) AND [party(selling_firm), party(buying_firm)] IN pairs
  RETURN DISTINCT path
}
