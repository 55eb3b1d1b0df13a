// The part of a loss that is weighed: against revenue that of the next year, against inflow all
//
// gives weighed_loss(loss)
// param basis choice(revenue|deals) = revenue -- what to weigh a loss against: revenue (the loss of the next year against a year's revenue, where that is known) or deals (the whole loss against the known inflow from deals)
CASE $basis WHEN 'revenue' THEN loss.next_year ELSE loss.usd END
