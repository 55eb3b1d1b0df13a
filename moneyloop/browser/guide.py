"""The guide in the side bar of Neo4j Browser: text, and queries that run with a click."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from moneyloop.browser.scripts import guide_queries
from moneyloop.browser.style import stored_style
from moneyloop.values.edges import EDGE_TYPES

TEMPLATE = Path(__file__).with_name("guide.html")
SWATCH = "background:#F9FCFF;font-weight:bold;color:"
LEGEND = "legend"
# A placeholder in the template: the name of a query under cypher/guide/, or the legend.
PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")


def placeholders() -> list[str]:
    """The names in the template's placeholders, in order."""
    return PLACEHOLDER.findall(TEMPLATE.read_text("utf-8"))


def first_query() -> str:
    """The query that the guide shows first, and that Browser runs after login."""
    return guide_queries()[placeholders()[0]].rstrip()


def guide() -> str:
    """The guide as HTML. Raises KeyError if the template names an unknown query."""
    content = {name: _runnable(text) for name, text in guide_queries().items()}
    content[LEGEND] = _legend()
    return PLACEHOLDER.sub(lambda match: content[match[1]], TEMPLATE.read_text("utf-8"))


def _runnable(text: str) -> str:
    return f'<pre class="pre-scrollable code runnable">{escape(text.rstrip())}</pre>'


def _legend() -> str:
    """The meaning of each edge type, with the colour that the style gives it."""
    style = stored_style()
    colours = {edge.name: style[f"relationship.{edge.name}"]["color"] for edge in EDGE_TYPES}
    rows = (
        f'<tr><td><span style="{SWATCH}{colours[edge.name]}">&nbsp;&#10230;&nbsp;</span> '
        f"<strong>{edge.name}</strong> ({edge.kind})<br>{escape(edge.meaning)}</td></tr>"
        for edge in EDGE_TYPES
    )
    return f"<table><tbody>{''.join(rows)}</tbody></table>"
