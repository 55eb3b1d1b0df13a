"""Stages, terms, derived totals and successors of deals: what a load stores about them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from loader.folder.export import tables_of, write_folder
from loader.folder.read import read_folder
from loader.store.remove import remove
from loader.store.write import load
from moneyloop.graph.connection import Graph
from moneyloop.graph.schema import OldGraph
from tests.integration.folders import (
    B,
    Loader,
    Tables,
    ask,
    deal,
    firm,
    of_deal,
    source,
    states,
)
from tests.integration.graphs import answer, everything

M = 10**6


@pytest.fixture
def put(empty: Graph, tmp_path: Path) -> Loader:
    """Loads tables into a graph that is empty at first."""
    return Loader(empty, tmp_path / "folder")


def of(*deals: dict[str, str], **amounts: str) -> Tables:
    """Deals between two firms, each stated once, with an amount if one is given."""
    return {
        "firms": [firm("a"), firm("b")],
        "sources": [source("s", published="2025-06-15"), source("t", published="2025-03")],
        "deals": list(deals),
        "statements": [states(one["id"], "s", amounts.get(one["id"], "")) for one in deals],
    }


def a_deal(deal_id: str, **more: str) -> dict[str, str]:
    return deal(deal_id, "LEASES_FROM", "a", "b", **more)


def texts(graph: Graph, deal_id: str, *names: str) -> tuple[Any, ...]:
    """Properties of a deal, dates as text."""
    values = of_deal(graph, deal_id, *names)
    return tuple(
        value if value is None or isinstance(value, int | str) else str(value) for value in values
    )


def test_stages_and_terms(put: Loader, empty: Graph) -> None:
    """Signed in February: by the 28th at the latest. Ten years from 2027-01-01, less a day, end on
    2036-12-31; ten years from the announcement on 2025-02-10 end on 2035-02-09."""
    put(
        of(
            a_deal("d1", announced="2025-01-10", signed="2025-02", starts="2027", term="ten years"),
            a_deal("d2", announced="2025-02-10", closed="2H 2025", term="120か月", status="closed"),
            a_deal("d3"),
        )
    )
    names = ("signed", "signed_precision", "closed", "term", "term_from", "term_to", "until")
    assert texts(empty, "d1", *names) == (
        *("2025-02-28", "month", None, "10 years", "2027-01-01", "2036-12-31", None),
    )
    assert texts(empty, "d2", *names) == (
        *(None, None, "2025-12-31", "10 years", "2025-02-10", "2035-02-09", None),
    )
    # A deal without any other date: since its source was published.
    assert texts(empty, "d3", *names) == (*(None,) * 4, "2025-06-15", None, None)


def test_a_rate_becomes_a_total_if_the_term_is_known(put: Loader, empty: Graph) -> None:
    """October 2026 to June 2029 touches 3 + 12 + 12 + 6 = 33 months: 33 x 920 million dollars are
    30.36 billion. Between 2 and 3 billion a year for 18 months are 3 to 4.5 billion."""
    put(
        of(
            a_deal("months", starts="2026-10", ends="2029-06"),
            a_deal("term", term="18 months"),
            a_deal("open", starts="2026-10"),
            months="$920 million a month",
            term="2-3 billion USD a year",
            open="$1bn a year",
        )
    )
    names = ("usd", "usd_low", "usd_high", "caption", "derived", "contested")
    total = 30_360 * M
    assert of_deal(empty, "months", *names) == (total, total, total, "$30.36B", True, False)
    assert of_deal(empty, "term", *names) == (*(3 * B, 3 * B, 4_500 * M, "$3B–$4.5B", True, False),)
    assert of_deal(empty, "open", *names) == (None, None, None, "?", False, False)


def test_a_stated_total_is_preferred_and_never_contested_by_a_derived_one(
    put: Loader, empty: Graph
) -> None:
    """A year at a billion a month would be 12 billion; a blog states 40."""
    content = of(a_deal("d", term="1 year"), d="$1bn a month")
    put(content)
    assert of_deal(empty, "d", "usd", "derived") == (12 * B, True)
    content["sources"].append(source("blog", "blog"))
    content["statements"].append(states("d", "blog", "$40bn"))
    put(content)
    assert of_deal(empty, "d", "usd", "derived", "contested") == (40 * B, False, False)


def test_a_superseded_deal_ends_when_the_earliest_successor_begins(
    put: Loader, empty: Graph
) -> None:
    content = of(
        a_deal("old", announced="2025-01-01"),
        a_deal("z", announced="2025-04-01", supersedes="old"),
        a_deal("undated", supersedes="old"),  # since 2025-06-15, when its source was published
    )
    put(content)
    assert texts(empty, "old", "until", "superseded_by", "ended") == ("2025-04-01", "z", None)
    # The earlier of both counts.
    content["deals"][0]["ended"] = "2025-03"
    put(content)
    assert texts(empty, "old", "until", "superseded_by") == ("2025-03-31", "z")
    content["deals"][0]["ended"] = "2025-05"
    put(content)
    assert texts(empty, "old", "until", "superseded_by") == ("2025-04-01", "z")
    # An older publication makes the other one the first.
    content["statements"].append(states("undated", "t"))
    put(content)
    assert texts(empty, "old", "until", "superseded_by") == ("2025-03-01", "undated")
    assert not put(content).written


def test_a_deal_is_freed_when_its_successor_is_removed(put: Loader, empty: Graph) -> None:
    put(of(a_deal("old"), a_deal("new", announced="2025-07-01", supersedes="old")))
    assert texts(empty, "old", "until", "superseded_by") == ("2025-07-01", "new")
    remove(empty, ["new"], keep=True)
    assert texts(empty, "old", "until", "superseded_by") == (None, None)


def test_another_date_of_a_source_moves_the_end_of_a_deal_of_another_folder(
    put: Loader, empty: Graph
) -> None:
    """The successor is dated by its source only. A folder that has only the source, with another
    date, moves the successor, and with it the end of the deal that it supersedes."""
    put(of(a_deal("old", announced="2025-01-01"), a_deal("new", supersedes="old")))
    assert texts(empty, "old", "until") == ("2025-06-15",)
    put({"sources": [source("s", published="2025-09-30")]})
    assert texts(empty, "old", "until") == ("2025-09-30",)
    assert texts(empty, "new", "since") == ("2025-09-30",)


def test_an_export_loads_to_the_same_graph(put: Loader, empty: Graph, tmp_path: Path) -> None:
    put(
        of(
            a_deal("old", signed="2025-01", announced="2025", term="18 months"),
            a_deal("new", announced="2026", closed="2026Q2", status="closed", supersedes="old"),
            old="$1bn a quarter",
        )
    )
    before = everything(empty)
    exported = tmp_path / "exported"
    write_folder(exported, tables_of(empty))
    empty.command("MATCH (n) DETACH DELETE n")
    load(empty, read_folder(exported), shipped=False)
    assert everything(empty) == before


OLDER = ("until", "term_from", "term_to", "derived", "superseded_by")


def test_a_graph_of_an_older_release_is_brought_up_to_date(put: Loader, empty: Graph) -> None:
    content = of(a_deal("old"), a_deal("new", announced="2025-07", term="1 year", supersedes="old"))
    put(content)
    before = everything(empty)
    for pattern in ("(x:Deal)", "()-[x:LEASES_FROM]->()"):
        for name in OLDER:
            empty.command(f"MATCH {pattern} REMOVE x.{name}")
    empty.command("MATCH (marker:Moneyloop) SET marker.schema = 1")
    with pytest.raises(OldGraph, match="its schema is 1, this release needs 2"):
        answer(empty, "firm", {"firm": "a"})
    put({"firms": [firm("c")]})
    empty.command("MATCH (firm:Firm {id: 'c'}) DELETE firm")
    assert everything(empty) == before
    assert ask(empty, "MATCH (m:Moneyloop) RETURN m.schema AS schema") == [{"schema": 2}]
