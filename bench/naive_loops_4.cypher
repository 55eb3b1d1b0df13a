// Loops of 4 firms, as one writes them first: all closed walks, then without duplicates
CYPHER 25
MATCH loop = (a:Firm)-[:INVESTS_IN|LENDS_TO|GRANTS_EQUITY_TO|BACKSTOPS|BUYS_FROM|LEASES_FROM]->{4}(a)
WITH [firm IN nodes(loop)[..4] | firm.id] AS firms
WHERE size(coll.distinct(firms)) = 4 AND firms[0] = coll.min(firms)
RETURN DISTINCT firms
