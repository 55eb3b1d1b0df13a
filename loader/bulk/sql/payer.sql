-- Who pays in plain deals.
SELECT line AS ":START_ID(Deal)", payer AS ":END_ID(Firm)" FROM plain_deals
