"""Reads a ledger as payments.

files.py finds the files; graph_deals.py takes the deals of the graph instead. ledger.py reads them:
columns.py finds the columns, formats.py states how text is written, amounts.py, dates.py and
time_zones.py read it, and bad_rows.py gives the reason for what cannot be read.
"""
