"""Finds out which sources the lines of an import name, and what they add to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from loader.deals.lines import DealLine, format_value
from loader.problems import Findings
from loader.records import SOURCE_KINDS, Source, is_address
from loader.store.from_graph import source_of
from loader.store.rows import SourceRow
from moneyloop.values import names
from moneyloop.values.shown import shown

DEFAULT_KIND = "news"
"""The kind of a source if no line gives one."""

COLUMNS = {
    "title": "source_title",
    "publisher": "publisher",
    "published": "published",
    "kind": "source_kind",
}
"""The fields of a source that lines can fill, and their columns."""


class Sources:
    """Resolves sources by id and address, and creates sources for unknown addresses."""

    def __init__(self, existing: Iterable[SourceRow], findings: Findings) -> None:
        self._findings = findings
        self._existing = {row["properties"]["id"]: row["properties"] for row in existing}
        self._by_address = {
            without_fragment(source["url"]): source["id"] for source in self._existing.values()
        }
        self._used: dict[str, Source] = {}
        self._ids: dict[str, str] = {}

    def resolve(self, line: DealLine) -> str:
        """The id of the source that a line names. Raises KeyError with a message if none has it.

        What the line adds to the source is kept; what contradicts it is a warning.
        """
        source_id = self._ids.get(line.source)
        if source_id is None:
            source_id = self._ids[line.source] = self._find(line.source)
        source = self._used.get(source_id)
        if source is None:
            source = (
                source_of(self._existing[source_id], line.place)
                if source_id in self._existing
                else _new_source(source_id, line)
            )
        self._used[source_id] = self._filled(source, line)
        return source_id

    def _find(self, source: str) -> str:
        if source in self._existing:
            return source
        if is_address(source):
            address = without_fragment(source)
            return self._by_address.get(address) or names.hashed("u-", address, 12)
        near = names.near(source, self._existing)
        hint = f"did you mean {' or '.join(near)}?" if near else "give its address instead"
        raise KeyError(f"the graph has no source {shown(source)}; {hint}")

    def _filled(self, source: Source, line: DealLine) -> Source:
        missing: dict[str, Any] = {}
        for name, column in COLUMNS.items():
            value = getattr(line, column)
            if value is None:
                continue
            kept = getattr(source, name)
            if not kept:
                missing[name] = value
            elif kept != value:
                self._findings.warn(
                    line.place,
                    column,
                    f"source {source.id!r} keeps its {column} {format_value(kept)}; "
                    f"the line says {format_value(value)}",
                )
        return replace(source, **missing) if missing else source

    def find(self, source_id: str) -> Source | None:
        """A source that a line names, with what the lines add to it; otherwise None."""
        return self._used.get(source_id)

    def used(self) -> list[Source]:
        """Every source that a line names, in the order of their ids."""
        return [
            source if source.kind else replace(source, kind=DEFAULT_KIND)
            for _, source in sorted(self._used.items())
        ]

    def newly_dated(self) -> list[str]:
        """The ids of existing sources that had no date of publication and get one."""
        return [
            source_id
            for source_id, source in sorted(self._used.items())
            if source.published
            and source_id in self._existing
            and "published" not in self._existing[source_id]
        ]

    def rank(self, source_id: str) -> tuple[int, int, str]:
        """Smaller is better: by kind of source, then newest first; as in `loader.evidence`."""
        source = self._used[source_id]
        newest_first = -source.published.first.toordinal() if source.published else 0
        return (SOURCE_KINDS.index(source.kind or DEFAULT_KIND), newest_first, source_id)


def _new_source(source_id: str, line: DealLine) -> Source:
    address = without_fragment(line.source)
    return Source(source_id, address, None, None, None, "", None, line.place)


def without_fragment(address: str) -> str:
    """An address without the part after #, which names a place within the same source."""
    return address.partition("#")[0]
