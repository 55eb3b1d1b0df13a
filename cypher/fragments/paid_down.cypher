// Whether a deal is paid evenly over its term: orders, and investments with a start and an end
//
// gives paid_down(deal)
// use REVENUE
deal:REVENUE OR (type(deal) = 'INVESTS_IN' AND deal.starts IS NOT NULL AND deal.term_to IS NOT NULL)
