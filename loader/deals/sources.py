"""Finds out which sources the lines of an import mean, and what they tell of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from loader.deals.lines import DealLine, is_address, written
from loader.records import SOURCE_KINDS, Source
from loader.store import from_graph as stored
from moneyloop.values import names
from moneyloop.values.shown import shown

DEFAULT_KIND = "news"
"""Of a source of which no line says what it is."""


FILLED = (
    *(("title", "source_title"), ("publisher", "publisher")),
    *(("published", "published"), ("kind", "source_kind")),
)
"""What lines may tell of a source, and the columns in which they do."""


class Sources:
    """The sources that the graph holds and those that an import makes."""

    def __init__(
        self,
        rows: Iterable[Mapping[str, Any]],
        warn: Callable[[DealLine, str, str], None],
    ) -> None:
        self._warn = warn
        self._there = {row["properties"]["id"]: row["properties"] for row in rows}
        self._by_address = {_bare(one["url"]): one["id"] for one in self._there.values()}
        self._used: dict[str, Source] = {}
        self._meant: dict[str, str] = {}

    def resolve(self, said: DealLine) -> str:
        """The id of the source that a line names. Raises KeyError with a sentence."""
        source_id = self._meant.get(said.source)
        if source_id is None:
            source_id = self._meant[said.source] = self._id(said.source)
        before = self._used.get(source_id)
        if before is None:
            before = (
                stored.source_of(self._there[source_id], said.place)
                if source_id in self._there
                else Source(source_id, _bare(said.source), None, None, None, "", None, said.place)
            )
        self._used[source_id] = self._filled(before, said)
        return source_id

    def _id(self, source: str) -> str:
        if source in self._there:
            return source
        if is_address(source):
            return self._by_address.get(_bare(source)) or names.hashed("u-", _bare(source), 12)
        near = names.near(source, self._there)
        hint = f"did you mean {' or '.join(near)}?" if near else "give its address instead"
        raise KeyError(f"the graph knows no source {shown(source)}; {hint}")

    def _filled(self, source: Source, said: DealLine) -> Source:
        missing: dict[str, Any] = {}
        for name, column in FILLED:
            value = getattr(said, column)
            if value is None:
                continue
            kept = getattr(source, name)
            if not kept:
                missing[name] = value
            elif kept != value:
                self._warn(
                    said,
                    column,
                    f"source {source.id!r} keeps {column} {written(kept)}; "
                    f"the line says {written(value)}",
                )
        return replace(source, **missing) if missing else source

    def used(self) -> list[Source]:
        """Every source that a line names, in the order of their ids."""
        return [
            one if one.kind else replace(one, kind=DEFAULT_KIND)
            for _, one in sorted(self._used.items())
        ]

    def dated(self) -> list[str]:
        """The ids of sources that the graph holds without a date, and that have one now."""
        return [
            one
            for one, source in sorted(self._used.items())
            if source.published and "published" not in self._there.get(one, {"published": None})
        ]

    def rank(self, source_id: str) -> tuple[int, int, str]:
        """Smaller is better: kind of source first, then the newest; as statements are weighed."""
        source = self._used[source_id]
        newest = -source.published.first.toordinal() if source.published else 0
        return (SOURCE_KINDS.index(source.kind or DEFAULT_KIND), newest, source_id)


OnProgress = Mapping[str, Mapping[str, Any]]
"""Of a source, as lines name it, what they tell of it, by column."""


def told_of_sources(lines: Iterable[DealLine]) -> OnProgress:
    """What lines tell of each source; where they differ, what the first says."""
    told: dict[str, dict[str, Any]] = {}
    for line in lines:
        for _, column in FILLED:
            if (value := getattr(line, column)) is not None:
                told.setdefault(_bare(line.source), {}).setdefault(column, value)
    return told


def with_told(lines: Iterable[DealLine], told: OnProgress) -> tuple[DealLine, ...]:
    """The lines, of which the first of each source tells of it what is told anywhere."""
    left = dict(told)
    return tuple(_with_missing(line, left.pop(_bare(line.source), {})) for line in lines)


def _with_missing(line: DealLine, told: Mapping[str, Any]) -> DealLine:
    missing = {name: value for name, value in told.items() if getattr(line, name) is None}
    return replace(line, **missing) if missing else line


def _bare(address: str) -> str:
    return address.partition("#")[0]
