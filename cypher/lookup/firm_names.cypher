// The names of the given firms, with their groups, and whether other firms have the same name
//
// param ids list -- ids of firms
CYPHER 25
MATCH (asked:Firm)
WHERE asked.id IN $ids
WITH collect(DISTINCT asked.name) AS names
MATCH (firm:Firm)
WHERE firm.name IN names
WITH firm.name AS name, collect(firm) AS firms
UNWIND firms AS firm
FILTER firm.id IN $ids
RETURN firm.id AS id, name, firm.group AS group, size(firms) > 1 AS is_shared
