// The firms that fall after one fails, round by round, the one itself first as round 0
//
// A firm falls when what it loses by all that fell before, together, is at least the threshold of its
// size. Each is an entry as in `lost_with`, with its round and its share.
//
// gives fallen_after(start)
// needs weighable
// use losses_after, share_lost
// param threshold float = 0.2 -- a firm falls if it loses at least this share of its size
// param max_rounds int(1..100) = 10 -- stop after this many rounds
reduce(
  rows = [{round: 0, other: start}],
  round IN range(1, $max_rounds) |
  CASE WHEN rows[-1].round < round - 1 THEN rows
  ELSE rows + reduce(falls = null, fallen IN [[row IN rows | row.other]] |
    [loss IN losses_after(fallen, weighable) WHERE share_lost(loss) >= $threshold
     | loss{.*, round: round, share: share_lost(loss)}]) END
)
