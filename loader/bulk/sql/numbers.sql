-- The numbers of those plain deals that are wanted.
SELECT id, line FROM plain_deals SEMI JOIN wanted ON wanted.id = plain_deals.id
