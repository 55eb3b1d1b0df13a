"""Reads a ledger as payments.

files.py finds the files and csv_header.py their delimiter; graph_deals.py takes the deals of the
graph instead. columns.py finds the columns, formats.py says how text is written, amounts.py,
dates.py and time_zones.py read it, bad_rows.py gives the reason for what cannot be read, and
ledger.py puts all of it together.
"""
