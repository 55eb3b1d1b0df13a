"""Loops that `moneyloop scan` found in ledgers become deals: one for each hop.

`scan_files` reads loops from files, `unique_hops` collects and checks their hops, `hops` defines a
hop and the id of its deal, `from_scan` makes the lines of an import. `settle` compares these with
the payments in the graph, `accounts` maps accounts to firms.
"""
