// The log of imports, newest first
//
// Entries of older releases have no number, and are older than those that have one.
CYPHER 25
MATCH (entry:Import)
RETURN entry.id AS import, entry.at AS at, entry.command AS command, entry.files AS files,
       entry.firms_new AS firms_new, entry.deals_new AS deals_new,
       entry.deals_changed AS deals_changed, entry.deals_removed AS deals_removed,
       entry.statements_new AS statements_new, entry.version AS version,
       entry.sha256 AS sha256
ORDER BY coalesce(entry.number, 0) DESC, at DESC, import
