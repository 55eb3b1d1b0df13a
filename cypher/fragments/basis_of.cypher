// What a firm's loss is weighed against, revenue or inflow; null where that is not known
//
// gives basis_of(firm)
// needs sizes
// param basis choice(revenue|deals) = revenue -- what to weigh a loss against: revenue (the loss of the next year against a year's revenue, where that is known) or deals (the whole loss against the known inflow from deals)
CASE WHEN sizes[firm] > 0 THEN CASE $basis WHEN 'revenue' THEN 'revenue' ELSE 'inflow' END END
