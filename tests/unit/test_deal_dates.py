"""Dates of deals that contradict each other."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from loader.deal_dates import Span, circles, span_of, wrong_dates, wrong_successor
from loader.records import STATUSES, Deal, Place
from moneyloop.values.dates import parse_period
from moneyloop.values.terms import parse_term


def a_deal(status: str = "closed", **texts: str) -> Deal:
    fields: dict[str, Any] = dict.fromkeys(Deal.__dataclass_fields__)
    fields |= {"id": "d", "type": "BUYS_FROM", "payer": "a", "payee": "b", "status": status}
    fields |= {"supersedes": (), "place": Place("x.csv", 2)}
    fields |= {
        name: parse_term(text) if name == "term" else parse_period(text)
        for name, text in texts.items()
    }
    return Deal(**fields)


@pytest.mark.parametrize(
    "texts",
    [
        {},
        {"announced": "2025-10-06", "signed": "2025-10-05", "closed": "2025-12"},
        # Periods that share a day do not contradict each other.
        {"announced": "2025-06-30", "closed": "2025-06", "ended": "2025"},
        {"signed": "2025Q4", "closed": "2025-10-01"},
        {"starts": "2026", "ends": "2034", "term": "8 years"},
        {"starts": "2030", "ended": "2026"},
    ],
)
def test_dates_that_can_be(texts: dict[str, str]) -> None:
    assert list(wrong_dates(a_deal(**texts))) == []


@pytest.mark.parametrize(
    ("texts", "column", "message"),
    [
        ({"starts": "2026", "ends": "2025"}, "ends", "ends before it starts"),
        ({"announced": "2026-02", "ended": "2026-01"}, "ended", "ended before it was announced"),
        ({"announced": "2026-02", "closed": "2026-01"}, "closed", "closed before it was announced"),
        ({"signed": "2026-02", "closed": "2026-01"}, "closed", "was closed before it was signed"),
        ({"signed": "2026-02", "ended": "2026-01"}, "ended", "ended before it was signed"),
        ({"closed": "2026-02", "ended": "2026-01"}, "ended", "ended before it was closed"),
        (
            {"starts": "2026", "ends": "2036", "term": "8 years"},
            "term",
            "starts 2026, so 8 years end between 2033-12-31 and 2034-12-30, and not 2036",
        ),
    ],
)
def test_dates_that_cannot_be(texts: dict[str, str], column: str, message: str) -> None:
    [wrong] = wrong_dates(a_deal(**texts))
    assert wrong.column == column
    assert message in wrong.message


@pytest.mark.parametrize("status", STATUSES)
def test_a_stage_with_a_date_has_been_reached(status: str) -> None:
    wrong = {
        one.column
        for stage in ("signed", "closed")
        for one in wrong_dates(a_deal(status, **{stage: "2026"}))
    }
    assert (
        wrong
        == {
            "reported": {"signed", "closed"},
            "announced": {"signed", "closed"},
            "signed": {"closed"},
            "closed": set(),
            "contingent": {"closed"},
            "terminated": set(),
        }[status]
    )


def test_a_deal_begins_when_it_is_announced_else_when_it_is_first_published() -> None:
    published = [None, parse_period("2025-03"), parse_period("2025-03-20"), parse_period("2026")]
    assert span_of(a_deal(announced="2025Q1"), published) == Span(
        date(2025, 1, 1), date(2025, 3, 31)
    )
    # The earliest of its sources is of 20 March at the latest.
    assert span_of(a_deal(), published) == Span(date(2025, 3, 1), date(2025, 3, 20))
    assert span_of(a_deal(), [None]) is None


def test_a_successor_needs_a_date_that_is_not_before_the_deal() -> None:
    old = Span(date(2025, 2, 1), date(2025, 2, 28))
    assert wrong_successor("new", "old", Span(date(2025, 1, 1), date(2025, 12, 31)), old) is None
    assert wrong_successor("new", "old", Span(date(2025, 1, 1), date(2025, 2, 1)), old) is None
    assert wrong_successor("new", "old", old, None) is None
    before = wrong_successor("new", "old", Span(date(2025, 1, 1), date(2025, 1, 31)), old)
    assert before is not None
    assert "of 2025-01-31 at the latest" in before
    undated = wrong_successor("new", "old", None, None)
    assert undated is not None
    assert "'new' has no date" in undated


def test_circles_of_successors() -> None:
    assert list(circles({"a": ("b",), "b": ("c", "d"), "x": ("x",)})) == []
    [circle] = circles({"a": ("b",), "b": ("c",), "c": ("a", "d")})
    assert circle in (["a", "b", "c", "a"], ["b", "c", "a", "b"], ["c", "a", "b", "c"])
    found = list(circles({"a": ("b",), "b": ("a",), "c": ("d",), "d": ("c",)}))
    assert {frozenset(one) for one in found} == {frozenset("ab"), frozenset("cd")}
