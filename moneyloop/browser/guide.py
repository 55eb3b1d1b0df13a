"""The guide in the side bar of Neo4j Browser: its words, and queries that run at a click."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from moneyloop.browser.scripts import guide_queries
from moneyloop.values.edges import EDGE_TYPES

TEMPLATE = Path(__file__).with_name("guide.html")
STYLE = Path(__file__).with_name("moneyloop.grass")
COLOUR = re.compile(r"relationship\.(\w+) \{\s*color: (#\w+);")
SWATCH = "background:#F9FCFF;font-weight:bold;color:"
LEGEND = "legend"
# A place in the template: the name of a query under cypher/guide/, or the legend.
PLACE = re.compile(r"\{\{(\w+)\}\}")


def places() -> list[str]:
    """What the template asks for, in its order."""
    return PLACE.findall(TEMPLATE.read_text("utf-8"))


def guide() -> str:
    """The guide as HTML. Raises KeyError for a query that does not exist."""
    made = {name: _runnable(text) for name, text in guide_queries().items()}
    made[LEGEND] = _legend()
    return PLACE.sub(lambda place: made[place[1]], TEMPLATE.read_text("utf-8"))


def _runnable(text: str) -> str:
    return f'<pre class="pre-scrollable code runnable">{escape(text.rstrip())}</pre>'


def _legend() -> str:
    """What each type of edge means, in the words of the one table and in the style's colour."""
    colours = dict(COLOUR.findall(STYLE.read_text("utf-8")))
    rows = (
        f'<tr><td><span style="{SWATCH}{colours[edge.name]}">&nbsp;&#10230;&nbsp;</span> '
        f"<strong>{edge.name}</strong> ({edge.kind})<br>{escape(edge.meaning)}</td></tr>"
        for edge in EDGE_TYPES
    )
    return f"<table><tbody>{''.join(rows)}</tbody></table>"
