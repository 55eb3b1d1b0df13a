// Whether a deal or a figure is stated by one of the sources asked for
//
// gives stated(deal)
// param sources list of source = [] -- include only deals that one of these sources states
($sources = [] OR any(source IN $sources WHERE source IN deal.sources))
