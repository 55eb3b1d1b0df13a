// Whether a deal has begun by a day; one without any date counts as begun
//
// Works on a deal's node and on its edge.
//
// gives begun_on(deal, day)
coalesce(deal.since <= day, true)
