"""Reports that Cypher is not suited to: random graphs and linear algebra.

A folder is a topic, a file in it is a report (moneyloop.report.in_python). The modules beside the
folders are the pure functions behind them; they know arrays and numbers, not the graph.
"""
