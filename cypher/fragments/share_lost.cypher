// A firm's loss as a share of its size; null where nothing is lost or no size is known
//
// `lost` is the whole loss, weighed against the inflow; `lost_a_year` is weighed against a year's
// revenue. Rounded, so that a loss of exactly the threshold reaches it.
//
// gives share_lost(firm, lost, lost_a_year)
// needs revenues, inflows
CASE WHEN lost > 0 THEN round(CASE
  WHEN revenues[firm] > 0 THEN lost_a_year / revenues[firm]
  WHEN inflows[firm] > 0 THEN toFloat(lost) / inflows[firm]
END, 9) END
