"""Finds loops in ledgers, with expressions that run on DuckDB and on Spark alike."""
