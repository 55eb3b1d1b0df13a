// What other firms lose by all firms that fell, together: one entry for each, as in `lost_with`
//
// `lost` is `lost_with`, or some of its entries.
//
// gives losses_after(fallen, lost)
COLLECT {
  UNWIND fallen AS firm
  UNWIND lost[firm] AS loss
  FILTER NOT loss.other IN fallen
  WITH loss.other AS other, sum(loss.usd) AS usd, sum(loss.next_year) AS next_year,
       sum(loss.deals) AS deals, sum(loss.known) AS known, sum(loss.soft) AS soft,
       sum(loss.soft_known) AS soft_known, sum(loss.soft_usd) AS soft_usd,
       min(loss.lost_from) AS lost_from
  RETURN {
    other: other, usd: usd, next_year: next_year, deals: deals, known: known, soft: soft,
    soft_known: soft_known, soft_usd: soft_usd, lost_from: lost_from
  }
}
