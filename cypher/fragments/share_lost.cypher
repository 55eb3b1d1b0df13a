// A firm's loss as a share of its size; null where nothing is lost or no size is known
//
// `loss` is a map like those in `lost_with`. Rounded, so that a loss of exactly the threshold reaches it.
//
// gives share_lost(loss)
// needs sizes
// use weighed_loss
CASE WHEN weighed_loss(loss) > 0 AND sizes[loss.other] > 0
  THEN round(toFloat(weighed_loss(loss)) / sizes[loss.other], 9) END
