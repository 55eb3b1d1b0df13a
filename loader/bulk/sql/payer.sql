-- The relationships from plain deals to their payers.
SELECT line + getvariable('first_deal') AS ":START_ID", payer + getvariable('first_firm') AS ":END_ID"
FROM plain_deals
