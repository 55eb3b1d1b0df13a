// Search over the names of firms; cjk, since names are Japanese too
CYPHER 25
CREATE FULLTEXT INDEX firm_names IF NOT EXISTS
FOR (firm:Firm) ON EACH [firm.name, firm.aliases]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}
