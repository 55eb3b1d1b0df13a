"""Finds loops in ledgers of payments, with Ibis expressions that run on DuckDB and on Spark.

run.py takes a scan through these, in this order:

- request.py: what to find, how a chain must continue, and when to give up
- engines/: DuckDB and Spark, which read files, evaluate expressions and return rows
- reading/: files, or the deals of the graph, as payments; and bad rows with their reasons
- search/: payments as pairs of accounts, pairs as cycles, cycles as loops
- output/: loops as columns, as a file and as a summary
"""
