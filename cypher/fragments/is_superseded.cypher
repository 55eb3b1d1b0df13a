// Whether what ended a deal is the beginning of the deal that supersedes it
//
// gives is_superseded(deal)
EXISTS { (successor:Deal {id: deal.superseded_by}) WHERE successor.since = deal.until }
