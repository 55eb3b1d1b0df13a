// Whether a deal is money at risk: capital that is paid in, or a guarantee that binds
//
// Who loses it if whom defaults depends on the type: the firm that invests, lends or guarantees loses it by
// the one that it is for; the holder of granted shares by their issuer, which is the payer.
//
// gives at_risk(deal)
// use CAPITAL, status_on
deal:CAPITAL AND (status_on(deal) = 'closed' OR (type(deal) = 'BACKSTOPS' AND status_on(deal) IN ['signed', 'contingent']))
