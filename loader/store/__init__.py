"""What the graph holds, and the transaction that changes it.

`write` writes records and `remove` removes deals, each in a `transaction`, with an entry in the
`log`. On the way: `existing` reads what the graph holds, `properties` makes rows of records and
`from_graph` the reverse, `weighing` and `reassess` apply `loader.evidence`, `compare` finds the
differences, `send` sends them. The types of the rows are in `rows`, the numbers in `counts`.
"""
