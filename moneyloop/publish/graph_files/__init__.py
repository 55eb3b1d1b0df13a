"""Writes the graph as a file for other programs: Gephi, Graphviz, Flourish, Aleph.

A module for each kind; this one knows their suffixes.
"""

from __future__ import annotations

from collections.abc import Callable

from moneyloop.publish.graph_files.dot import dot
from moneyloop.publish.graph_files.follow_the_money import follow_the_money
from moneyloop.publish.graph_files.model import FirmsAndDeals
from moneyloop.publish.graph_files.sankey import sankey
from moneyloop.publish.graph_files.xml_files import gexf, graphml

KINDS: dict[str, Callable[[FirmsAndDeals], str]] = {
    ".csv": sankey,
    ".dot": dot,
    ".ftm.json": follow_the_money,
    ".gexf": gexf,
    ".graphml": graphml,
}
"""The text of a file by its suffix."""


def suffix_of(name: str) -> str | None:
    """The suffix of a file name that is the name of a kind; None if there is none."""
    return next((suffix for suffix in KINDS if name.lower().endswith(suffix)), None)
