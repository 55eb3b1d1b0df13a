// Whether a deal has begun by a day and passes the filters; one that has ended does, too
//
// gives listed(deal)
// use begun, in_force, status_on, passes
// param statuses list of choice(reported|announced|signed|closed|contingent|terminated) = ["reported", "announced", "signed", "closed", "contingent", "terminated"] -- show only deals with these statuses on the date
// param in_force bool = false -- leave out deals that have ended
begun(deal) AND (NOT $in_force OR in_force(deal)) AND status_on(deal) IN $statuses AND passes(deal)
