// Whether a deal has one of the statuses asked for on a day
//
// gives has_status(deal)
// use status_on
// param statuses list of choice(reported|announced|signed|closed|contingent) = ["reported", "announced", "signed", "closed", "contingent"] -- include only deals with these statuses on the date
status_on(deal) IN $statuses
