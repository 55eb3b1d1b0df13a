"""Reads files into checked records, writes them to the graph, and exports the graph as files.

Packages, from the ground up: `files` (formats and encodings), `store` (what the graph holds, and
the transaction that changes it), `folder` (knowledge folders) and `deals` (imports), `ledgers`
(imports of loops that a scan found), `bulk` (very large folders). Modules at the top are shared.
"""
