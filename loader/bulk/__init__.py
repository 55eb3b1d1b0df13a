"""Loads a folder of millions of deals into an empty private server, with Neo4j's own importer.

A deal is plain if one source states it, every cell can be read, and all that it refers to exists.
`columns` reads the large tables, `plain_deals` and `sql/` check and write their plain deals by
column in DuckDB, `read` sends everything else through the code of an ordinary load, `nodes` and
`importer_files` turn that into files for the importer, and `load` runs it all.
"""
