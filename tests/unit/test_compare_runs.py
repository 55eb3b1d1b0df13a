"""What differs between two runs of a report."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneyloop.graph.transaction import Rows
from moneyloop.publish.formats import render
from moneyloop.report.arguments import BadArgument
from moneyloop.report.compare import (
    BadEarlierResult,
    check_comparable,
    day_or_file,
    difference,
    read_earlier,
)
from moneyloop.report.header import Report
from moneyloop.report.library import all_reports, find
from moneyloop.report.run import Answer
from moneyloop.report.shown import as_shown

COLUMNS = ("deal", "usd", "day", "firms")
CELLS = st.tuples(
    st.sampled_from("ab"),
    st.none() | st.integers(0, 2),
    st.none() | st.dates(date(2025, 1, 1), date(2025, 1, 3)),
    st.lists(st.sampled_from("xy"), max_size=2),
)
TABLES = st.lists(CELLS, max_size=5).map(lambda rows: Rows(COLUMNS, tuple(rows)))
KEYS = st.sampled_from([None, (), ("deal",), ("deal", "firms")])


def test_rows_are_new_gone_or_changed() -> None:
    """b had 5 and has 7 now; c is new; a is gone; d is as it was."""
    then = Rows(("deal", "usd"), (("a", 1), ("b", 5), ("d", 4)))
    now = Rows(("deal", "usd"), (("c", 3), ("d", 4), ("b", 7)))
    assert difference(now, then, ("deal",)) == Rows(
        ("deal", "usd", "difference", "was"),
        (("c", 3, "+", None), ("b", 7, "~", {"usd": 5}), ("a", 1, "-", None)),
    )


def test_the_only_row_of_a_report_changes() -> None:
    now, then = Rows(("usd",), ((7,),)), Rows(("usd",), ((5,),))
    assert difference(now, then, ()).rows == ((7, "~", {"usd": 5}),)


def test_rows_of_one_key_that_are_equal_are_the_same_row() -> None:
    """Of the two rows of a, the second is as before; the first was 1."""
    then = Rows(("deal", "usd"), (("a", 1), ("a", 2)))
    now = Rows(("deal", "usd"), (("a", 3), ("a", 2)))
    assert difference(now, then, ("deal",)).rows == (("a", 3, "~", {"usd": 1}),)


@given(TABLES, TABLES, KEYS)
def test_swapping_the_runs_swaps_new_and_gone(
    now: Rows, then: Rows, key: tuple[str, ...] | None
) -> None:
    def marks(found: Rows) -> dict[str, list[str]]:
        return {
            mark: sorted(repr(row[:-2]) for row in found.rows if row[-2] == mark) for mark in "+-"
        }

    there, back = difference(now, then, key), difference(then, now, key)
    assert marks(there)["+"] == marks(back)["-"]
    assert marks(there)["-"] == marks(back)["+"]
    assert sum(row[-2] == "~" for row in there.rows) == sum(row[-2] == "~" for row in back.rows)
    assert difference(now, now, key).rows == ()


@given(rows=TABLES)
def test_a_report_does_not_differ_from_its_own_json(
    tmp_path_factory: pytest.TempPathFactory, rows: Rows
) -> None:
    file = tmp_path_factory.mktemp("earlier") / "earlier.json"
    file.write_text(render(rows, "json"))
    earlier = read_earlier(file, find("gaps"), rows)
    assert difference(rows, earlier, ("deal",)).rows == ()


def test_columns_that_an_older_release_did_not_have_are_not_compared(tmp_path: Path) -> None:
    file = tmp_path / "earlier.json"
    file.write_text('[{"deal": "a", "usd": 1, "gone_column": 5}]')
    now = Rows(("deal", "usd", "status"), (("a", 2, "signed"),))
    found = difference(now, read_earlier(file, find("gaps"), now), ("deal",))
    assert found.rows == (("a", 2, "signed", "~", {"usd": 1}),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "cannot be read as JSON"),
        ("[1]", "is not a list of rows"),
        ('{"deal": "a"}', "is not a list of rows"),
        ('[{"firm": "a"}]', "has no column deal, so it is not from report gaps; it has firm"),
        ('[{"deal": "a", "difference": "+", "was": null}]', "is itself a comparison"),
    ],
)
def test_a_file_that_is_no_earlier_result(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "earlier.json"
    file.write_text(text)
    with pytest.raises(BadEarlierResult, match=message):
        read_earlier(file, find("gaps"), Rows(("deal",), ()))


def test_what_to_compare_with(tmp_path: Path) -> None:
    """A month is its last day, as for --as-of."""
    file = tmp_path / "earlier.json"
    file.write_text("[]")
    assert day_or_file("2025-09") == date(2025, 9, 30)
    assert day_or_file(str(file)) == file
    with pytest.raises(BadArgument, match=r"no such file, and it is not a day such as 2025-09-30"):
        day_or_file("yesterday.json")


@pytest.mark.parametrize("name", ["changes", "gaps", "statements"])
def test_a_report_without_as_of_has_no_other_day(name: str) -> None:
    check_comparable(find(name), Path("earlier.json"))
    with pytest.raises(BadArgument, match="has no --as-of"):
        check_comparable(find(name), date(2025, 1, 1))


@pytest.mark.parametrize("report", all_reports()[0], ids=lambda report: report.name)
def test_every_report_says_which_columns_identify_a_row(report: Report) -> None:
    assert report.key_columns is not None


def test_old_values_are_shown_as_in_their_columns() -> None:
    was = {"lost_usd": 5 * 10**9, "hit": ["a"], "lost_from": None}
    rows = Rows(("firm", "difference", "was"), (("b", "~", was), ("c", "+", None)))
    no_graph: Any = None  # it is read for names only
    shown = as_shown(no_graph, find("knock-out"), Answer(rows, (), {}), ids=True)
    assert [row[2] for row in shown.rows.rows] == [
        ["lost_usd: $5B", "hit: a", "lost_from: –"],
        None,
    ]
