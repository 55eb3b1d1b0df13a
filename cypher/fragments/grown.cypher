// A chain of firms as it is, and every chain that is one firm longer
//
// A chain is {firms, hops, grows}: firms by index, the deals of each hop (see `folded`), and whether it may grow. The
// last firm that a loop can have is sought only among those in `last`, which pay the first.
//
// gives grown(chain)
// needs hops_of, last, chosen
// param max_hops int(2..8) = 4 -- the most firms in a loop, 2 to 8
CASE WHEN chain.grows THEN [{firms: chain.firms, hops: chain.hops, grows: false}] +
  [hop IN hops_of[chain.firms[-1]]
   WHERE CASE WHEN size(chain.firms) + 1 < $max_hops
     THEN hop[0] > chain.firms[0] OR $firms <> [] AND NOT hop[0] IN chosen
     ELSE hop[0] IN last END
     AND NOT hop[0] IN chain.firms
   | {firms: chain.firms + hop[0], hops: chain.hops + [hop[1]], grows: size(chain.firms) + 1 < $max_hops}]
ELSE [chain] END
