-- Deals whose cells are all understood, whose parties exist, and that supersede no other deal.
CREATE TABLE clean_deals AS
SELECT deal.line, deal.id, type.word AS type, payer.number AS payer, payee.number AS payee,
  nullif(deal.bundle, '') AS bundle, status.word AS status,
  announced.first AS announced, announced.precision AS announced_precision,
  starts.first AS starts, starts.precision AS starts_precision,
  ends.last AS ends, ends.precision AS ends_precision,
  ended.last AS ended, ended.precision AS ended_precision,
  nullif(deal.instrument, '') AS instrument, settlement.word AS settlement,
  nullif(deal.note, '') AS note
FROM deals AS deal
JOIN firms AS payer ON payer.id = deal.payer
JOIN firms AS payee ON payee.id = deal.payee
JOIN words AS type ON type.text = deal.type AND type.of = 'deals.type'
JOIN words AS status ON status.text = deal.status AND status.of = 'deals.status'
JOIN words AS settlement ON settlement.text = deal.settlement AND settlement.of = 'deals.settlement'
JOIN periods AS announced ON announced.text = deal.announced
JOIN periods AS starts ON starts.text = deal.starts
JOIN periods AS ends ON ends.text = deal.ends
JOIN periods AS ended ON ended.text = deal.ended
WHERE deal.id <> '' AND deal.supersedes = ''
  AND coalesce(ends.last >= starts.first, true)
  AND coalesce(ended.last >= announced.first, true)
  AND NOT regexp_matches(
    concat_ws('|', deal.id, deal.payer, deal.payee, deal.bundle, deal.instrument, deal.note),
    getvariable('not_verbatim')
  )
