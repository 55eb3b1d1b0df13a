// Whether a deal is in force on the day asked for, in words, with the reason
//
// gives verdict(deal)
// use begun, in_force, is_superseded, status_on
// param as_of date = today -- include only deals in force on this date
CASE
  WHEN NOT begun(deal) THEN 'not yet: in force from ' + toString(deal.since)
  WHEN in_force(deal) THEN 'yes: ' + CASE status_on(deal)
      WHEN 'reported' THEN 'reported, but not announced by the parties'
      WHEN 'announced' THEN 'announced, but not known to be signed'
      WHEN 'contingent' THEN 'agreed, but contingent on a condition'
      ELSE status_on(deal) END
    + coalesce('; in force since ' + toString(deal.since), '; in force since an unknown day')
    + CASE WHEN deal.term_to < $as_of THEN '; its term ended on ' + toString(deal.term_to) ELSE '' END
  WHEN deal.until IS NULL THEN 'no: terminated on an unknown day'
  WHEN is_superseded(deal) THEN 'no: superseded by ' + deal.superseded_by + ' on ' + toString(deal.until)
  WHEN deal.status = 'terminated' THEN 'no: terminated on ' + toString(deal.until)
  ELSE 'no: ended on ' + toString(deal.until)
END
