// Whether a deal passes the shared filters and, without --noncash, is paid in cash
//
// gives counted(deal)
// use selected, noncash
// param noncash bool = true -- include capital that is not cash
selected(deal) AND ($noncash OR NOT noncash(deal))
