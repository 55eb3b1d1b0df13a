-- The numbers of the requested plain deals.
SELECT id, line FROM plain_deals SEMI JOIN requested ON requested.id = plain_deals.id
