// The figure of the latest revenue of a year of a firm, given by id; null where none is known
//
// From figures about this firm alone that are in dollars and not contested: the latest full year (350 to
// 380 days), otherwise the latest run rate, ended by the day asked for; never a forecast or part of a
// year.
//
// gives revenue_figure(firm)
// param as_of date = today -- include only deals in force on this date
COLLECT {
  MATCH (:Firm {id: firm})<-[:ABOUT]-(figure:Figure)
  WHERE toLower(figure.name) = 'revenue' AND figure.usd > 0 AND NOT figure.contested
    AND figure.ends <= $as_of
    AND (figure.kind = 'run_rate' OR figure.kind = 'actual'
      AND 350 <= duration.inDays(figure.starts, figure.ends).days <= 380)
    AND COUNT { (figure)-[:ABOUT]->() } = 1
  RETURN figure
  ORDER BY figure.kind = 'actual' DESC, figure.ends DESC, figure.id
  LIMIT 1
}[0]
