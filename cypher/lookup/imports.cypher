// The log of imports, newest first
CYPHER 25
MATCH (import:Import)
RETURN import.id AS import, import.at AS at, import.command AS command, import.files AS files,
       import.firms_new AS firms_new, import.deals_new AS deals_new,
       import.deals_changed AS deals_changed, import.deals_removed AS deals_removed,
       import.statements_new AS statements_new, import.version AS version,
       import.sha256 AS sha256
ORDER BY at DESC, import
