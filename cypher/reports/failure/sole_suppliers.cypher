// Buyers that depend on one supplier
//
// Buyers and lessees of whose known spending at least the given share goes to one supplier. usd is
// what they spend there, over the whole term of the deals, and other_suppliers the number of their
// other suppliers, with known amounts or not. A firm's deals with itself are left out. without_usd
// counts the buyer's deals without a known amount, at this supplier or others: with some, the
// share may be another than it looks.
//
// use shown, is_shown, flows, REVENUE, usd
// param share float = 0.8 -- show suppliers who get at least this share
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
