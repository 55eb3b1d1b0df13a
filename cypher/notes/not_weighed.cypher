// Firms that lose something in a cascade and cannot be weighed
//
// use counted_deals, network, party, weighable, fallen_after, losses_after
// param firm firm -- the firm that defaults, by id, name or alias
CYPHER 25
MATCH (failing:Firm {id: $firm})
LET start = coll.indexOf(firms, party(failing))
LET fallen = [row IN fallen_after(start) | row.other]
LET unknown = coll.sort([loss IN losses_after(fallen, lost_with)
  WHERE coalesce(sizes[loss.other], 0) = 0 AND (loss.usd > 0 OR loss.known < loss.deals) | firms[loss.other]])
RETURN CASE WHEN unknown <> [] THEN
  'firms that lose something and whose ' + CASE $basis WHEN 'revenue' THEN 'revenue' ELSE 'inflow' END +
  ' is unknown, so that it cannot be said whether they fall: ' + size(unknown) + ' (' +
  reduce(text = unknown[0], id IN unknown[1..] | text + ', ' + id) + ')' END AS note
