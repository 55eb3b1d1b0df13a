"""The header of a sheet: which column is which, and what the names say about the cells below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from loader.deals.as_written.amounts import looks_like_unit
from loader.deals.as_written.column_names import (
    DATES,
    NEEDED,
    PROBLEM,
    alike,
    brackets_of,
    column_named,
    is_documented,
    is_link,
    unit_in,
    with_synonyms,
)
from loader.deals.as_written.dates import order_of
from loader.deals.as_written.nested import options_for, top_of
from loader.deals.as_written.notes import Notes
from loader.files.json import NestedKey
from loader.files.table import other_column
from moneyloop.values import names
from moneyloop.values.amounts import Unit
from moneyloop.values.shown import shown

UNKNOWN_SHOWN = 10


@dataclass(frozen=True)
class HeaderRow:
    """A header: its names, what they mean, and how to report what is wrong with it."""

    spelled: tuple[str, ...]
    columns: tuple[str, ...]
    """Our column, the name of a column of others, or "" for each."""
    unknown: Mapping[str, str]
    """The names that mean nothing here, by their column of others."""
    suggested: frozenset[str]
    """The columns that problems with the header suggest for some of its names."""
    problem: Callable[[str], None]

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of its names."""
        return frozenset(names.key(name) for name in self.spelled if name.strip())


@dataclass(slots=True)
class Columns:
    """Interprets the headers of one file, and keeps what they say about the cells below.

    `mapping` has our column, or "" for one to leave out, by the key of the name in the file.
    """

    file: str
    mapping: Mapping[str, str]
    notes: Notes
    units: dict[str, tuple[Unit, str] | None] = field(default_factory=dict)
    """By column of amounts: the unit of its numbers, and how the header spells it."""
    orders: dict[str, str] = field(default_factory=dict)
    """By column of dates: the order of day, month and year that its header gives."""
    seen: set[str] = field(default_factory=set)
    """The keys of all names in headers."""
    headers: dict[tuple[str, ...], HeaderRow] = field(default_factory=dict)
    """All headers, by their columns; JSON has one for each set of keys."""

    def score(self, spelled: Sequence[str]) -> int:
        """How many columns a row would name if it were the header."""
        return len({column for name in spelled if (column := self._column(name)) and name})

    def holds_deals(self, spelled: Sequence[str]) -> bool:
        """Whether a row names all columns that a sheet of deals needs."""
        columns = {self._column(name) for name in spelled}
        return all(name in columns for name in NEEDED if name != "source")

    def header(
        self, spelled: Sequence[str], problem: Callable[[str], None]
    ) -> tuple[str, ...] | None:
        """The names of a file's columns as this program calls them; None if they cannot be used.

        Case, spaces, `-` and `_` make no difference. Columns may be missing or unknown; then
        `by_content` looks at the cells, once they are read. Columns of nested values, and those
        that are left out whatever they have, are "".
        """
        if {"accounts", "hops", "payments"}.issubset(map(names.key, spelled)):
            problem("contains loops that `moneyloop scan` found; add --from-scan")
            return None
        self.seen.update(map(names.key, spelled))
        self.seen.update(names.key(top_of(name)) for name in spelled if isinstance(name, NestedKey))
        columns = self._columns(spelled)
        self._check_duplicates(spelled, columns, problem)
        nested = [
            name
            for name, column in zip(spelled, columns, strict=True)
            if isinstance(name, NestedKey)
            and not column
            and not self._is_left_out(name)
            and not self._has_mapped_sibling(name, spelled)
        ]
        suggested: set[str] = set()
        if nested:
            options, suggested = options_for(nested)
            problem(
                f"has nested values: {', '.join(map(shown, nested[:UNKNOWN_SHOWN]))}; add {options}"
            )
        unknown: dict[str, str] = {}
        completed = []
        for index, (name, column) in enumerate(zip(spelled, columns, strict=True)):
            is_unknown = not column and not isinstance(name, NestedKey) and name.strip()
            if is_unknown and not self._is_left_out(name):
                unknown[other_column(index)] = name
                completed.append(other_column(index))
            else:
                completed.append("" if column in completed else column)
        for name in unknown.values():
            if near := alike(name, columns):
                suggested.add(near)
                problem(
                    f"has an unknown column {shown(name)}; did you mean {near}? Add --map "
                    f"{shown(f'{name}={near}')}, or --map {shown(f'{name}=')} to leave it out"
                )
        self._explain(spelled, columns, problem)
        found = HeaderRow(tuple(spelled), tuple(completed), unknown, frozenset(suggested), problem)
        self.headers[found.columns] = found
        return found.columns

    def _check_duplicates(
        self, spelled: Sequence[str], columns: Sequence[str], problem: Callable[[str], None]
    ) -> None:
        for twice, times in Counter(filter(None, columns)).items():
            if times > 1:
                both = [
                    name for name, column in zip(spelled, columns, strict=True) if column == twice
                ]
                problem(
                    f"has duplicate columns: {', '.join(map(shown, both))} mean "
                    f"{with_synonyms(twice)}; leave one out, as with --map {shown(f'{both[-1]}=')}"
                )

    def _columns(self, spelled: Sequence[str]) -> tuple[str, ...]:
        columns = [self._column(name) for name in spelled]
        # Beside a column of links, one that is called source has the names of publishers.
        sources = [index for index, column in enumerate(columns) if column == "source"]
        links = [index for index in sources if is_link(spelled[index])]
        if len(links) == 1 and len(sources) == 2 and "publisher" not in columns:
            other = next(index for index in sources if index not in links)
            if names.key(spelled[other]) not in self.mapping:
                columns[other] = "publisher"
        return tuple(columns)

    def _column(self, name: str) -> str:
        key = names.key(name)
        if key in self.mapping:
            return self.mapping[key]
        return "" if isinstance(name, NestedKey) else column_named(name)

    def _is_left_out(self, name: str) -> bool:
        keys = {names.key(name), names.key(top_of(name)) if isinstance(name, NestedKey) else ""}
        return not keys.isdisjoint(self.mapping) or names.key(name) == PROBLEM

    def _has_mapped_sibling(self, name: str, spelled: Sequence[str]) -> bool:
        """Whether another value of the same object is mapped, so that this one is not wanted."""
        return any(
            names.key(other) in self.mapping and top_of(other) == top_of(name)
            for other in spelled
            if isinstance(other, NestedKey)
        )

    def _explain(
        self, spelled: Sequence[str], columns: Sequence[str], problem: Callable[[str], None]
    ) -> None:
        for name, column in zip(spelled, columns, strict=True):
            if not column:
                continue
            if names.key(name) not in self.mapping and not (
                is_documented(name) and column_named(name) == column
            ):
                self.note(f"the column {shown(name)} is read as {column}")
            if column == "amount":
                self.set_unit(name, problem)
            if column in DATES:
                for text in brackets_of(name):
                    if order := order_of(text):
                        self.orders[column] = order

    def is_mapped(self, name: str) -> bool:
        """Whether an option says what a name means."""
        return names.key(name) in self.mapping

    def set_unit(self, name: str, problem: Callable[[str], None]) -> None:
        """Keeps the unit in the name of the column of amounts."""
        found = unit_in(name)
        if found is None and any(map(looks_like_unit, brackets_of(name))):
            problem(f"the unit of {shown(name)} cannot be read; write it as in Value ($ million)")
        if self.units.setdefault("amount", found) != found:
            problem(f"gives amounts in another unit than lines above: {shown(name)}; use one unit")
        elif found:
            self.note(f"the unit {shown(found[1])} of the header applies to bare numbers")

    def note(self, message: str) -> None:
        """Adds a note about the file."""
        self.notes.add(self.file, 0, "", message)
