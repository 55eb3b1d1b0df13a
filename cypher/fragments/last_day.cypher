// The last day on which a deal can have been announced: that of its month, quarter, half or year
//
// gives last_day(deal)
// needs spans
// use spans
deal.since + coalesce(spans[deal.announced_precision], duration('P0D'))
