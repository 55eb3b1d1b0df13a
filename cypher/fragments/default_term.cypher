// The term to assume for an order, as the variable that others need
//
// gives years
// param default_years int(1..100) = 5 -- the term in years to assume for an order (a purchase or a lease) of which neither the end nor the term is known
LET years = $default_years
