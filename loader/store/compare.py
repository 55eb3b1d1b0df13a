"""Compares rows to be stored with what the graph holds, so that only differences are written."""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from loader.store.counts import Count, DerivedTotal, EndedDeal
from loader.store.rows import DealRow, RecordRow

R = TypeVar("R", bound=RecordRow)
K = TypeVar("K", bound=Hashable)


@dataclass(slots=True)
class Difference(Generic[R]):
    """Rows that are new or changed, and how many are neither."""

    new: list[R] = field(default_factory=list)
    changed: list[R] = field(default_factory=list)
    unchanged: int = 0

    @property
    def rows(self) -> list[R]:
        """The rows that are new or changed."""
        return [*self.new, *self.changed]

    def add(self, other: Difference[R]) -> None:
        """Adds the rows of another difference."""
        self.new += other.new
        self.changed += other.changed
        self.unchanged += other.unchanged

    def count(self, removed: int = 0, also_changed: int = 0) -> Count:
        """The numbers for a receipt."""
        changed = len(self.changed) + also_changed
        return Count(len(self.new), changed, self.unchanged, removed)


def compare(
    target: Mapping[K, R], existing: Mapping[K, RecordRow], ships: Container[K] = ()
) -> Difference[R]:
    """Which of the target rows are new or changed.

    `ships` are the keys of records that come with this program; they are marked as shipped, and so
    are those whose existing row is marked.
    """
    difference: Difference[R] = Difference()
    for key, row in target.items():
        before = existing.get(key)
        if key in ships or (before and before["properties"].get("shipped", False)):
            row["properties"]["shipped"] = True
        if before is None:
            difference.new.append(row)
        elif all(before.get(name) == value for name, value in row.items()):
            difference.unchanged += 1
        else:
            difference.changed.append(row)
    return difference


def newly_contested(deals: Iterable[DealRow], existing: Mapping[str, DealRow]) -> tuple[str, ...]:
    """The ids of the deals that are contested and were not before."""
    return tuple(
        row["id"]
        for row in deals
        if row["properties"]["contested"]
        and not (row["id"] in existing and existing[row["id"]]["properties"]["contested"])
    )


def newly_ended(deals: Iterable[DealRow], existing: Mapping[str, DealRow]) -> tuple[EndedDeal, ...]:
    """The deals that have an end and did not have the same one before."""
    found = []
    for row in deals:
        properties, before = row["properties"], existing.get(row["id"])
        until, successor = properties.get("until"), properties.get("superseded_by")
        old: Mapping[str, object] = before["properties"] if before else {}
        if until and (until, successor) != (old.get("until"), old.get("superseded_by")):
            found.append(EndedDeal(row["id"], until, successor))
    return tuple(found)


def newly_derived(
    deals: Iterable[DealRow], existing: Mapping[str, DealRow]
) -> tuple[DerivedTotal, ...]:
    """The deals whose amount is derived, and was not or was another before."""
    found = []
    for row in deals:
        properties, before = row["properties"], existing.get(row["id"])
        old: Mapping[str, object] = before["properties"] if before else {}
        if properties["derived"] and (
            not old.get("derived") or old.get("caption") != properties["caption"]
        ):
            found.append(DerivedTotal(row["id"], properties["caption"]))
    return tuple(found)
