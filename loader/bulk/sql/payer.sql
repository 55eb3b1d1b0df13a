-- Who pays in plain deals.
SELECT line + getvariable('first_deal') AS ":START_ID", payer + getvariable('first_firm') AS ":END_ID"
FROM plain_deals
