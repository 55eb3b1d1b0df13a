"""DOT, the language of Graphviz."""

from __future__ import annotations

from math import log10

from moneyloop.publish.drawing.palette import LIGHT
from moneyloop.publish.graph_files.model import Deal, FirmsAndDeals
from moneyloop.values.edges import EDGE_TYPES
from moneyloop.values.money import money

WIDEST = 6.0  # points, for a trillion dollars
NARROWEST = 1.0  # points, for a million dollars or less

CAPITAL = {edge.name for edge in EDGE_TYPES if edge.kind == "capital"}


def dot(graph: FirmsAndDeals) -> str:
    """The graph as a directed graph of DOT, with an edge for each deal.

    Edges have the colours of drawings; their width grows with the logarithm of the amount. Deals
    without a known amount are dotted.
    """
    lines = ["digraph moneyloop {", "  node [shape=box, style=rounded];"]
    lines += [f"  {_quoted(firm.id)} [label={_quoted(firm.name)}];" for firm in graph.firms]
    lines += [
        f"  {_quoted(deal.payer)} -> {_quoted(deal.payee)} [{_look(deal)}];" for deal in graph.deals
    ]
    return "\n".join([*lines, "}", ""])


def _look(deal: Deal) -> str:
    label = deal.type if deal.usd is None else f"{deal.type} {money(deal.usd)}"
    look = {
        "label": _quoted(label),
        "color": _quoted(LIGHT.capital if deal.type in CAPITAL else LIGHT.revenue),
        "id": _quoted(deal.id),
    }
    if deal.usd is None:
        look["style"] = "dotted"
    else:
        millions = max(deal.usd / 1_000_000, 1)
        width = NARROWEST + (WIDEST - NARROWEST) * min(log10(millions) / 6, 1)
        look["penwidth"] = f"{width:.1f}"
    return ", ".join(f"{name}={value}" for name, value in look.items())


def _quoted(text: str) -> str:
    # A backslash escapes the quote and, in labels, begins escapes such as \N.
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() else " " for char in escaped) + '"'
