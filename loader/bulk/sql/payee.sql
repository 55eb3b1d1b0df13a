-- Who is paid in plain deals.
SELECT line AS ":START_ID(Deal)", payee AS ":END_ID(Firm)" FROM plain_deals
