"""Queries that compare a date with text get a note."""

from __future__ import annotations

import pytest

from moneyloop.terminal.date_notes import notes_on_dates


@pytest.mark.parametrize(
    "comparison",
    [
        *("d.announced > '2026'", 'd.announced="2026-01-01"', "'2026-01-01' <= d.since"),
        *("source.published = $day", "$day > d.ends"),
    ],
)
def test_a_date_compared_with_text(comparison: str) -> None:
    [note] = notes_on_dates(f"MATCH (d) WHERE {comparison} RETURN d", {"day": "2026-01-01"})
    assert "is a date" in note


@pytest.mark.parametrize(
    "comparison",
    [
        *("d.announced > date('2026-01-01')", "toString(d.announced) > '2026'", "d.status = 'x'"),
        *("d.announced > $year", "d.announced_precision = 'day'", "d.announced = d.closed"),
    ],
)
def test_other_comparisons(comparison: str) -> None:
    assert notes_on_dates(f"MATCH (d) WHERE {comparison} RETURN d", {"year": 2026}) == []
