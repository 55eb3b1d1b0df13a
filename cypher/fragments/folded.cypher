// The deals between two firms in one direction as one hop of a loop
//
// A map: the ids of the deals and their types, sorted; the sum of the known amounts, null where none is
// known; how many are unknown; and a deal of each kind, capital and revenue, that there is.
//
// gives folded(deals)
// use CAPITAL, REVENUE, usd, sum_usd
{
  deals: coll.sort([deal IN deals | deal.deal]),
  types: coll.sort(coll.distinct([deal IN deals | type(deal)])),
  usd: sum_usd(deals),
  without_usd: size([deal IN deals WHERE usd(deal) IS NULL]),
  kinds: [deal IN deals WHERE deal:CAPITAL][..1] + [deal IN deals WHERE deal:REVENUE][..1]
}
