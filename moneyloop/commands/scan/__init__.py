"""`moneyloop scan`: finds the loops in a ledger.

options.py declares the options and turns them into what a scan is asked to find, graph_options.py
has those that choose deals of the graph, parse.py reads their text, option_fields.py makes options
of the fields of a dataclass, and command.py runs a scan.
"""

from moneyloop.commands.scan.command import command

__all__ = ["command"]
