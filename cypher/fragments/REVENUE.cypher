// Deals that are revenue of the payee: purchases and leases
//
// gives REVENUE
BUYS_FROM|LEASES_FROM
