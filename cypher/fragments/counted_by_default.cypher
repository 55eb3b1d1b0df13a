// Whether a deal is in force and passes the shared filters when none of them is given
//
// gives counted_by_default(deal)
// use in_force
in_force(deal) AND coalesce(deal.settlement <> 'secondary', true)
