// Buyers that depend on one supplier
//
// Buyers and lessees that spend at least the given share of their known spending with one supplier.
// usd is what they spend there, over the full term of the deals. other_suppliers is the number of
// their other suppliers, with or without known amounts. A firm's deals with itself are left out.
// without_usd counts the buyer's deals whose amount is unknown, with any supplier: if there are
// any, the true share may be different.
//
// use shown, is_shown, flows, REVENUE, usd
// draw suppliers_drawn
// firms buyer, supplier
// shares share
// key buyer, supplier
// param share float = 0.8 -- show suppliers that get at least this share
CYPHER 25
FILTER deal:REVENUE
LET amount = usd(deal)
WITH payer AS buyer, payee AS supplier, shown, sum(amount) AS usd, count(amount) AS known, count(*) AS deals
WITH buyer, shown, collect({id: supplier, usd: usd, known: known}) AS suppliers, sum(usd) AS spent,
     sum(deals) - sum(known) AS without_usd
UNWIND suppliers AS supplier
LET share = CASE WHEN spent > 0 AND supplier.known > 0 THEN toFloat(supplier.usd) / spent END
FILTER share >= $share AND (is_shown(buyer) OR supplier.id IN shown)
RETURN buyer, supplier.id AS supplier, round(share, 4) AS share,
       supplier.usd AS usd, size(suppliers) - 1 AS other_suppliers, without_usd
ORDER BY usd DESC, share DESC, buyer, supplier
