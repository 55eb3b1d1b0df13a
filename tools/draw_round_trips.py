"""Draws docs/round-trips.svg, the picture in the README: `make docs`.

The amounts come from a graph that holds only the shipped data, the layout from the drawing code of
the program itself. Its sources are those of the deals in the shipped data.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from moneyloop.graph.connection import Graph
from moneyloop.publish.drawing.arrows import Flow
from moneyloop.publish.drawing.picture import picture
from moneyloop.publish.drawing.svg_file import svg_file
from moneyloop.report.arguments import complete
from moneyloop.report.header import Report
from moneyloop.report.library import find, flows
from moneyloop.report.run import run_report
from tools.document_reports import shipped_graph
from tools.facts import RELEASE_DAY

DRAWING = Path(__file__).resolve().parent.parent / "docs" / "round-trips.svg"

MAX_HOPS, MIN_USD = 3, 10**9
"""The loops drawn have at most this many firms, and a weakest hop of at least this much."""

TITLE = "Round trips of two and three firms"


def draw(graph: Graph) -> str:
    """The text of the SVG file, from a graph that holds only the shipped data."""
    loops = [
        (tuple(row["firms"]), row["weakest_usd"])
        for row in _rows(graph, find("loops"), {"max_hops": MAX_HOPS, "order": "weakest"})
        if row["has_capital"] and row["has_revenue"] and (row["weakest_usd"] or 0) >= MIN_USD
    ]
    rows = _rows(graph, flows(), {})
    drawing = picture(
        [
            Flow(
                row["payer"],
                row["payee"],
                row["family"],
                row["usd"],
                tuple(row["types"]),
                tuple(row["deals"]),
                is_shown=False,  # only flows that are part of a loop
            )
            for row in rows
        ],
        {row[party]: row[f"{party}_name"] for row in rows for party in ("payer", "payee")},
        loops,
    )
    return svg_file(drawing, TITLE, (), RELEASE_DAY, made_on=RELEASE_DAY)


def _rows(graph: Graph, report: Report, values: dict[str, Any]) -> list[dict[str, Any]]:
    return list(run_report(graph, report, complete(report, values, RELEASE_DAY)).rows.maps())


def main() -> None:
    """Starts a server of its own and writes the drawing."""
    with shipped_graph() as graph:
        DRAWING.write_text(draw(graph), "utf-8")


if __name__ == "__main__":
    main()
