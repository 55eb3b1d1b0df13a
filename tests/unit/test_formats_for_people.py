"""Formats that people read: which they are, and how they show lists and percentages."""

from __future__ import annotations

import click
import pytest

from moneyloop.graph.transaction import Rows
from moneyloop.publish.formats import formats, is_for_people, render
from moneyloop.publish.pages.tables import table_of
from moneyloop.report.cells import Share

LOOP = Rows(
    ("firms", "edge_types", "usd"),
    (
        (
            ["Valor Compute Infrastructure", "NVIDIA"],
            [["BUYS_FROM"], ["BACKSTOPS", "INVESTS_IN", "LENDS_TO"]],
            1,
        ),
    ),
)


def test_the_formats_for_people() -> None:
    assert [name for name in formats() if is_for_people(name)] == [
        *("atom", "html", "markdown", "table")
    ]


@pytest.mark.parametrize("width", [38, 44, 60, 80])
def test_a_hop_stays_beside_its_firm(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    """However the items are broken, the second firm begins on the line of the second hop."""
    monkeypatch.setenv("COLUMNS", str(width))
    lines = click.unstyle(render(LOOP, "table")).splitlines()
    assert max(map(len, lines)) <= width
    [second] = [line for line in lines if line.lstrip().startswith("NVIDIA")]
    assert "BACKSTOPS" in second
    words = " ".join(" ".join(lines).split())
    for word in ("Valor", "Compute", "Infrastructure", "INVESTS_IN", "LENDS_TO"):
        assert word in words


def test_a_share_is_a_number_that_is_shown_as_a_percentage() -> None:
    """Right-aligned, sorted by its value and not by its text, and never broken."""
    rows = Rows(("firm", "share"), (("a", Share(0.09)), ("b", Share(0.5)), ("c", None)))
    table = table_of(rows, "Shares")
    assert [column.is_numeric for column in table.columns] == [False, True]
    assert [row[1].rank for row in table.rows] == [0, 1, None]
    assert table.rows[1][1].items[0].text == "50.0%"
    assert render(rows, "markdown").splitlines()[1:3] == ["| --- | ---: |", "| a | 9.0% |"]


@pytest.mark.parametrize("format_name", ["table", "html"])
def test_amounts_in_a_list_are_written_as_people_write_them(format_name: str) -> None:
    """The hops of a loop: 30 billion, an unknown amount, 40 billion."""
    rows = Rows(("firms", "hop_usd"), ((["a", "b", "c"], [30 * 10**9, None, 40 * 10**9]),))
    text = click.unstyle(str(render(rows, format_name)))
    assert "$30B" in text
    assert "$40B" in text
    assert "000000000" not in text
