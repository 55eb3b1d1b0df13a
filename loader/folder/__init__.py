"""Knowledge folders: the CSV files that ship, that users keep, and that `moneyloop export` writes.

`tables` has the files and their columns, `read` turns their rows into records, `checks` compares
the records with each other, `export` writes a folder from the graph.
"""
