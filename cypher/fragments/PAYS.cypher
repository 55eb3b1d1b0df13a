// The six types of deals, by which a firm pays another
//
// gives PAYS
INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM
