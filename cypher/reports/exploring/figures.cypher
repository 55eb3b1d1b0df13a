// Figures other than deals
//
// Revenue, capital expenditure, market value, forecasts, programmes and stated totals, each with
// its period and with what the best source states. amount is in whole units of the currency; usd is
// the same in dollars, if a source gives dollars. Figures are never added up: one firm may be part
// of another, and a total includes its parts.
//
// use stated
// firms firms
// key figure
// param firms list of firm = [] -- show only figures about these firms
// param names list of text = [] -- show only figures with these names, such as revenue
// param kinds list of choice(actual|run_rate|forecast|plan|total) = ["actual", "run_rate", "forecast", "plan", "total"] -- show only figures of these kinds
// param sources list of source = [] -- show only figures that one of these sources states
CYPHER 25
MATCH (stated:Figure)
WHERE stated.kind IN $kinds
  AND ($names = [] OR any(name IN $names WHERE toLower(name) = toLower(stated.name)))
  AND stated(stated)
LET firms = COLLECT { MATCH (stated)-[:ABOUT]->(firm:Firm) RETURN firm.id AS id ORDER BY id }
FILTER $firms = [] OR any(firm IN firms WHERE firm IN $firms)
RETURN stated.id AS figure, firms, stated.name AS name, stated.kind AS kind,
       stated.period AS period, stated.currency AS currency, stated.amount AS amount,
       stated.usd AS usd, stated.contested AS contested, stated.sources AS sources
ORDER BY firms, name, kind, coalesce(stated.ends, date('0001-01-01')), figure
