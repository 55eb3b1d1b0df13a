-- The relationships from plain deals to their payees.
SELECT line + getvariable('first_deal') AS ":START_ID", payee + getvariable('first_firm') AS ":END_ID"
FROM plain_deals
