"""Loads a folder of millions of deals into an empty private server, by Neo4j's own importer.

Most deals of such a folder are plain: one source states them, each cell can be read, and all that
they name is there. DuckDB reads, checks and writes those by columns. The others, and firms, sources
and figures, go through the same code as in any load, which also says what is wrong with them.
"""
