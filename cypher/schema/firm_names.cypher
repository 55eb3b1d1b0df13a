// Search for firms by name; the analyzer is cjk because some names are Japanese
CYPHER 25
CREATE FULLTEXT INDEX firm_names IF NOT EXISTS
FOR (firm:Firm) ON EACH [firm.name, firm.aliases]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}
