"""Feeds: what RFC 4287 demands of them, and ids that do not change."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from defusedxml import ElementTree

from moneyloop.graph.transaction import Rows
from moneyloop.publish.formats import contents
from moneyloop.publish.metadata import Feed, Metadata
from moneyloop.report.cells import CannotRender

ATOM = "{http://www.w3.org/2005/Atom}"
CHANGES = Metadata(
    "What changed",
    parameters=(("since", date(2026, 1, 1)), ("firms", "all")),
    feed=Feed("day", ("deal", "change")),
)
COLUMNS = ("day", "change", "deal", "payer", "usd", "opens")
ROWS = Rows(
    COLUMNS,
    (
        (date(2026, 1, 5), "announced", "d1", "A & <B>\x00", 6_300_000_000, [["a", "b"]]),
        (date(2026, 2, 1), "closed", "d1", "A", None, []),
        (None, "signed", "d2", "A", None, []),
    ),
)


def entries(text: str | bytes) -> list[dict[str, str]]:
    """The entries of a feed, by the names of their elements, after checks of the whole."""
    feed = ElementTree.fromstring(text)
    assert feed.tag == f"{ATOM}feed"
    for one in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):  # each exactly once
            [element] = one.findall(f"{ATOM}{name}")
            assert element.text
        assert UUID(one.findtext(f"{ATOM}id").removeprefix("urn:uuid:"))
        assert datetime.fromisoformat(one.findtext(f"{ATOM}updated")).tzinfo
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    found = [
        {element.tag.removeprefix(ATOM): element.text for element in entry}
        for entry in feed.findall(f"{ATOM}entry")
    ]
    assert len({entry["id"] for entry in found}) == len(found)
    return found


def test_an_entry_for_each_row_with_a_day_the_newest_first() -> None:
    newest, oldest = entries(contents(ROWS, "atom", CHANGES))
    assert (newest["updated"], newest["title"]) == ("2026-02-01T00:00:00Z", "closed, d1, A")
    assert oldest["title"] == r"announced, d1, A & <B>\x00, $6.3B"
    assert "usd: $6.3B\nopens: a → b" in oldest["content"]
    assert "usd" not in newest["content"]


def test_ids_stay_when_days_of_the_feed_move_and_rows_change() -> None:
    later = Metadata(
        "What changed",
        parameters=(("since", date(2026, 2, 1)), ("firms", "all")),
        feed=CHANGES.feed,
    )
    moved = Rows(COLUMNS, ((date(2026, 2, 3), "closed", "d1", "A", 5, []),))
    newest = entries(contents(ROWS, "atom", CHANGES))[0]
    assert entries(contents(moved, "atom", later))[0]["id"] == newest["id"]
    other = Metadata("What changed", parameters=(("firms", "openai"),), feed=CHANGES.feed)
    assert entries(contents(moved, "atom", other))[0]["id"] != newest["id"]


def test_rows_of_one_key_have_different_ids() -> None:
    twice = Rows(COLUMNS, (ROWS.rows[0], ROWS.rows[0]))
    assert len(entries(contents(twice, "atom", CHANGES))) == 2


def test_a_feed_without_entries_is_valid() -> None:
    assert entries(contents(Rows(COLUMNS, ()), "atom", CHANGES)) == []


def test_times_keep_their_zone() -> None:
    rows = Rows(("import", "at"), (("i-1", datetime(2026, 1, 5, 7, 30, tzinfo=UTC)),))
    [entry] = entries(contents(rows, "atom", Metadata("Imports", feed=Feed("at", ("import",)))))
    assert (entry["updated"], entry["title"]) == ("2026-01-05T07:30:00+00:00", "i-1")


def test_other_rows_are_refused_with_what_can_be_a_feed() -> None:
    with pytest.raises(CannotRender, match="report changes` and `moneyloop imports"):
        contents(Rows(("firm",), (("a",),)), "atom")
