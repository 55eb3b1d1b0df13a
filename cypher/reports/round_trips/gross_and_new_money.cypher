// What each firm takes in and pays out
//
// Over all deals in force, in_usd is what others invest in a firm, lend to it, grant it in shares,
// guarantee for it, and buy or lease from it. out_usd is what the firm does in the same ways for
// others, and net_usd is in_usd less out_usd. A firm with much of both passes money on: its deals
// make the gross sum of all announcements large but bring little new money, which comes from firms
// that pay more than they get (see `new-money`). Amounts are as announced, not as paid.
//
// A sum is 0 if there are no deals, and empty if there are deals but no amount is known; net_usd is
// empty if in_usd or out_usd is. without_usd counts the firm's deals whose amount is unknown.
// noncash_usd is the part of in_usd and out_usd together that is capital but not cash: credits,
// shares and contingent capital, and, unless stated otherwise, warrants and guarantees. Firms
// without deals are left out.
//
// use is_shown, counted_flows, noncash, usd
// draw flows_drawn
// firms firm
// key firm
CYPHER 25
UNWIND [payer, payee] AS firm
FILTER is_shown(firm)
LET is_in = firm = payee, is_soft = noncash(deal), amount = usd(deal)
WITH firm, count(deal) AS deals, count(amount) AS with_usd,
     count(CASE WHEN is_in THEN deal END) AS deals_in,
     collect(CASE WHEN is_in THEN amount END) AS known_in,
     collect(CASE WHEN NOT is_in THEN amount END) AS known_out,
     count(CASE WHEN is_soft THEN deal END) AS soft,
     collect(CASE WHEN is_soft THEN amount END) AS known_soft
// A sum is empty, not 0, where there are deals but no amount is known
LET in_usd = CASE WHEN deals_in = 0 OR known_in <> [] THEN reduce(total = 0, amount IN known_in | total + amount) END,
    out_usd = CASE WHEN deals_in = deals OR known_out <> [] THEN reduce(total = 0, amount IN known_out | total + amount) END
RETURN firm, in_usd, out_usd, in_usd - out_usd AS net_usd,
       deals - with_usd AS without_usd,
       CASE WHEN soft = 0 OR known_soft <> [] THEN reduce(total = 0, amount IN known_soft | total + amount) END AS noncash_usd
ORDER BY net_usd IS NULL, net_usd DESC, firm
