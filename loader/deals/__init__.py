"""Imports deals: lines of files of any format, compared with the graph, in one transaction.

The path of `moneyloop import deals.csv`, in order, from the file to the transaction:

1. `moneyloop/commands/import_.py` takes the options, and asks before it writes;
2. `loader/deals/lines.py` reads the files into lines, with columns and cells parsed;
3. `loader/files/__init__.py` detects the format of each file and returns its rows;
4. `loader/deals/importing.py` opens the transaction and runs the steps that follow;
5. `loader/deals/resolve.py` turns names into ids of firms and sources;
6. `loader/deals/match.py` decides which deal each line is about;
7. `loader/deals/plan.py` makes the records: deals, and statements about them;
8. `loader/store/write.py` weighs them, compares them with the graph and writes the difference.

Afterwards `loader/deals/new_loops.py` finds the loops that the import closed, and
`moneyloop/terminal/receipts.py` puts everything into words.

Outside this path, `as_written/` interprets headers and cells as people write them, `unchanged.py`
sets lines aside that need not be compared with the graph, `firms.py` and `sources.py` look up
names, `successors.py` checks deals that replace others, `in_batches.py` imports files that are too
large for one transaction, and `loader/store/transaction.py` has the lock and the retry.
"""
