-- Deals whose cells are all understood and do not contradict each other, whose parties exist, and
-- that supersede no other deal. loader/deal_dates.py has the same rules, with messages.
CREATE TABLE clean_deals AS
SELECT deal.line, deal.id, type.word AS type, payer.number AS payer, payee.number AS payee,
  nullif(deal.bundle, '') AS bundle, status.word AS status,
  announced.first AS announced, announced.precision AS announced_precision,
  signed.last AS signed, signed.precision AS signed_precision,
  closed.last AS closed, closed.precision AS closed_precision,
  starts.first AS starts, starts.precision AS starts_precision,
  ends.last AS ends, ends.precision AS ends_precision,
  term.canonical AS term, term.months,
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
JOIN periods AS signed ON signed.text = deal.signed
JOIN periods AS closed ON closed.text = deal.closed
JOIN terms AS term ON term.text = deal.term
JOIN periods AS starts ON starts.text = deal.starts
JOIN periods AS ends ON ends.text = deal.ends
JOIN periods AS ended ON ended.text = deal.ended
WHERE deal.id <> '' AND deal.supersedes = ''
  AND coalesce(ends.last >= starts.first, true)
  AND coalesce(ended.last >= announced.first, true)
  AND coalesce(ended.last >= signed.first, true)
  AND coalesce(ended.last >= closed.first, true)
  AND coalesce(closed.last >= signed.first, true)
  AND coalesce(closed.last >= announced.first, true)
  AND (signed.last IS NULL OR status.word IN ('signed', 'closed', 'contingent', 'terminated'))
  AND (closed.last IS NULL OR status.word IN ('closed', 'terminated'))
  -- With all three, Python has to compare them.
  AND (starts.first IS NULL OR ends.last IS NULL OR term.months IS NULL)
  AND NOT regexp_matches(
    concat_ws('|', deal.id, deal.payer, deal.payee, deal.bundle, deal.instrument, deal.note),
    getvariable('not_verbatim')
  )
