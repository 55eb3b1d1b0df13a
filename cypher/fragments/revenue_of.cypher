// The latest revenue of a year of a firm, given by id, in US dollars; null where none is known
//
// gives revenue_of(firm)
// use revenue_figure
revenue_figure(firm).usd
