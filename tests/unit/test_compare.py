"""Comparing rows to be stored with what the graph holds."""

from __future__ import annotations

import pytest

from loader.store.compare import Difference, compare
from loader.store.counts import Count
from loader.store.rows import SourceRow


def source(source_id: str, kind: str = "news", *, shipped: bool = False) -> SourceRow:
    row: SourceRow = {
        "id": source_id,
        "properties": {"id": source_id, "url": f"https://example.org/{source_id}", "kind": kind},
    }
    if shipped:
        row["properties"]["shipped"] = True
    return row


def test_rows_are_new_changed_or_unchanged() -> None:
    target = {one: source(one) for one in ("new", "changed", "same")}
    existing = {"changed": source("changed", "blog"), "same": source("same"), "other": source("o")}
    difference = compare(target, existing)
    assert [row["id"] for row in difference.new] == ["new"]
    assert [row["id"] for row in difference.changed] == ["changed"]
    assert difference.rows == [source("new"), source("changed")]
    assert difference.count(removed=3, also_changed=4) == Count(1, 5, 1, 3)


@pytest.mark.parametrize("existing", [{}, {"s": source("s")}])
def test_a_record_that_ships_is_marked(existing: dict[str, SourceRow]) -> None:
    assert compare({"s": source("s")}, existing, {"s"}).rows == [source("s", shipped=True)]


def test_a_record_that_shipped_once_stays_marked() -> None:
    existing = {"s": source("s", shipped=True)}
    assert compare({"s": source("s")}, existing).rows == []
    assert compare({"s": source("s", "blog")}, existing).rows == [source("s", "blog", shipped=True)]


def test_differences_add_up() -> None:
    total: Difference[SourceRow] = Difference()
    for one in ("a", "b"):
        total.add(compare({one: source(one)}, {"b": source("b")}))
    assert total.count() == Count(new=1, unchanged=1)
