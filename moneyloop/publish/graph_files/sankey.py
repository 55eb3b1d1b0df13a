"""CSV of source, target and value, for Sankey diagrams and network charts (Flourish, RAWGraphs)."""

from __future__ import annotations

from collections import defaultdict

from moneyloop.publish.graph_files.model import FirmsAndDeals
from moneyloop.values.spreadsheets import csv_line, guarded


def sankey(graph: FirmsAndDeals) -> str:
    """One line for each payer and payee: their names, and the known amounts in US dollars, added.

    Pairs without a known amount are left out. The largest come first.
    """
    names = graph.name_of()
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for deal in graph.deals:
        if deal.usd:
            sums[deal.payer, deal.payee] += deal.usd
    ordered = sorted(sums.items(), key=lambda one: (-one[1], one[0]))
    lines = [["source", "target", "value"]]
    lines += [[names[payer], names[payee], str(usd)] for (payer, payee), usd in ordered]
    return "".join(csv_line([guarded(cell) for cell in line]) for line in lines)
