"""Finds loops in ledgers of payments, with Ibis expressions that run on DuckDB and on Spark.

run.py takes the request of request.py (what to find, and when to give up) through these, in this
order; each imports only those above it:

- csv_header.py: the columns and the delimiter of CSV files
- engines/: DuckDB and Spark, which read files, evaluate expressions and return rows
- reading/: files, or the deals of the graph, as payments; and bad rows with their reasons
- search/: payments as pairs of accounts, pairs as cycles, cycles as loops
- output/: loops as a file and as a summary
"""
