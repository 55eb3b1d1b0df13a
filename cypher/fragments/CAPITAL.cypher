// Deals that provide capital: equity, loans, grants of shares and guarantees
//
// gives CAPITAL
INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS
