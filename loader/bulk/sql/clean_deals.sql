-- Deals of which every cell is understood, whose parties are there, and that supersede none.
CREATE TABLE clean_deals AS
SELECT one.line, one.id, type.word AS type, payer.number AS payer, payee.number AS payee,
  nullif(one.bundle, '') AS bundle, status.word AS status,
  announced.first AS announced, announced.precision AS announced_precision,
  starts.first AS starts, starts.precision AS starts_precision,
  ends.last AS ends, ends.precision AS ends_precision,
  ended.last AS ended, ended.precision AS ended_precision,
  nullif(one.instrument, '') AS instrument, settlement.word AS settlement,
  nullif(one.note, '') AS note
FROM deals AS one
JOIN firms AS payer ON payer.id = one.payer
JOIN firms AS payee ON payee.id = one.payee
JOIN words AS type ON type.text = one.type AND type.of = 'deals.type'
JOIN words AS status ON status.text = one.status AND status.of = 'deals.status'
JOIN words AS settlement ON settlement.text = one.settlement AND settlement.of = 'deals.settlement'
JOIN periods AS announced ON announced.text = one.announced
JOIN periods AS starts ON starts.text = one.starts
JOIN periods AS ends ON ends.text = one.ends
JOIN periods AS ended ON ended.text = one.ended
WHERE one.id <> '' AND one.supersedes = ''
  AND coalesce(ends.last >= starts.first, true)
  AND coalesce(ended.last >= announced.first, true)
  AND NOT regexp_matches(
    concat_ws('|', one.id, one.payer, one.payee, one.bundle, one.instrument, one.note),
    getvariable('thoughtful')
  )
