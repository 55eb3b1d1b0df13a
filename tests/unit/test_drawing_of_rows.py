"""Rows that are deals are drawn; others are not."""

from __future__ import annotations

from moneyloop.graph.transaction import Rows
from moneyloop.publish.drawing.of_rows import picture_of
from moneyloop.publish.formats.html import page
from moneyloop.publish.metadata import Metadata

COLUMNS = ("hop", "payer", "payee", "deal", "type", "usd", "status")
LOOP = Rows(
    COLUMNS,
    (
        (1, "NVIDIA", "OpenAI", "d1", "INVESTS_IN", 30_000_000_000, "closed"),
        (2, "OpenAI", "Oracle", "d2", "LEASES_FROM", 300_000_000_000, "signed"),
        (3, "Oracle", "NVIDIA", "d3", "BUYS_FROM", None, "signed"),
        (3, "Oracle", "NVIDIA", "d4", "BUYS_FROM", 40_000_000_000, "signed"),
    ),
)


def test_a_loop_is_drawn_with_the_sum_of_each_hop() -> None:
    drawn = picture_of(LOOP)
    assert drawn
    assert {firm.name for firm in drawn.firms} == {"NVIDIA", "OpenAI", "Oracle"}
    assert sorted(arrow.amount for arrow in drawn.arrows) == ["$300B", "$30B", "$40B"]
    assert len(drawn.loops) == 1
    assert all(arrow.in_loop for arrow in drawn.arrows)
    assert "<figure>" in page(LOOP, Metadata("A loop"))


def test_a_missing_hop_leaves_the_loop_open() -> None:
    missing = (3, "Oracle", "NVIDIA", None, None, None, "missing")
    drawn = picture_of(Rows(COLUMNS, (*LOOP.rows[:2], missing)))
    assert drawn
    assert (len(drawn.arrows), drawn.loops) == (2, ())


def test_other_rows_are_not_drawn() -> None:
    assert picture_of(Rows(("firm", "usd"), (("a", 1),))) is None
    assert picture_of(Rows(COLUMNS, ())) is None
    assert "<figure>" not in page(Rows(("firm", "usd"), (("a", 1),)), Metadata("Firms"))
