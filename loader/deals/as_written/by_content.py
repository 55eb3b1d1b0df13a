"""Columns whose names mean nothing here, or are missing: what their cells say about them.

A column of types, or of addresses, has a single meaning, so it is taken. Whether amounts or dates
are those of the deal is for a person to say: they are a problem that names the option.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from loader.deals.as_written.amounts import is_money
from loader.deals.as_written.column_names import NEEDED, is_unit, unit_in, with_synonyms
from loader.deals.as_written.columns import UNKNOWN_SHOWN, Columns, HeaderRow
from loader.deals.as_written.dates import is_date
from loader.deals.as_written.words import address_of, is_nothing, is_own_type, type_of
from loader.files.table import TableRow
from loader.records import is_address
from moneyloop.values.shown import shown

MAY_HAVE_TYPES = ("deal", "instrument")
"""Columns of ours that people also call those of types."""


def completed(columns: Columns, rows: Sequence[TableRow]) -> tuple[list[TableRow], frozenset[str]]:
    """The rows with the columns that their cells identify, and the columns that are missing.

    Adds a problem for each column that is needed and missing, and for amounts and dates that would
    be left out although the file has no others.
    """
    by_header: dict[tuple[str, ...], list[TableRow]] = {key: [] for key in columns.headers}
    for row in rows:
        by_header[row.place.columns].append(row)
    missing: set[str] = set()
    renamed: dict[tuple[str, ...], dict[str, str]] = {}
    for key, header in columns.headers.items():
        found = _Identified(columns, header, by_header[key])
        renamed[key] = found.renamed
        missing.update(found.missing)
    if not any(renamed.values()):
        return list(rows), frozenset(missing)
    return [_renamed(row, renamed[row.place.columns]) for row in rows], frozenset(missing)


def _renamed(row: TableRow, renamed: Mapping[str, str]) -> TableRow:
    if not renamed:
        return row
    place = replace(row.place, columns=tuple(renamed.get(one, one) for one in row.place.columns))
    cells = {renamed.get(column, column): cell for column, cell in row.cells.items()}
    return replace(row, place=place, cells=cells)


class _Identified:
    """What the cells below one header say about its columns."""

    def __init__(self, columns: Columns, header: HeaderRow, rows: Sequence[TableRow]) -> None:
        self.renamed: dict[str, str] = {}
        self._columns = columns
        self._header = header
        self._unknown = dict(header.unknown)
        self._all_rows = rows
        self._identify("type", lambda text: is_own_type(text) or type_of(text) is not None)
        self._identify("source", lambda text: is_address(text) or address_of(text) is not None)
        self._identify_amounts()
        self._check_ids()
        self._ask("amount", "amounts", is_money)
        self._ask("announced", "dates", is_date)
        known = {*header.columns, *self.renamed.values()}
        self.missing = [one for one in NEEDED if one != "source" and one not in known]
        if missing := [one for one in self.missing if one not in header.suggested]:
            self._report(missing)
        self.missing += header.suggested
        self._note_left_out()

    @cached_property
    def _rows(self) -> list[TableRow]:
        """The rows that have both firms: others are not deals, or not complete."""
        parties = [one for one in ("payer", "payee") if one in self._header.columns]
        return [row for row in self._all_rows if all(map(row.text, parties))]

    def _identify(self, column: str, is_one: Callable[[str], bool]) -> None:
        """Takes the only unknown column all of whose cells are of this kind."""
        if column in self._header.columns:
            return
        ours = MAY_HAVE_TYPES if column == "type" else ()
        for names in (self._unknown, [one for one in ours if one in self._header.columns]):
            found = [one for one in names if self._all(one, is_one)]
            if found:
                if len(found) == 1:
                    self._take(found[0], column)
                return

    def _identify_amounts(self) -> None:
        """Takes the only column whose name is a unit, such as `USD millions`."""
        units = [one for one, name in self._unknown.items() if is_unit(name)]
        if "amount" not in self._header.columns and len(units) == 1:
            name = self._unknown[units[0]]
            self._take(units[0], "amount")
            self._columns.set_unit(name, self._header.problem)

    def _ask(self, column: str, what: str, is_one: Callable[[str], bool]) -> None:
        if column in {*self._header.columns, *self._header.suggested, *self.renamed.values()}:
            return
        for one, name in self._unknown.items():
            has_unit = column == "amount" and unit_in(name) is not None
            if self._all(one, is_one) or has_unit:
                self._header.problem(
                    f"has no column {column}, but {shown(name)} has {what}; add --map "
                    f"{shown(f'{name}={column}')}, or --map {shown(f'{name}=')} to leave it out"
                )

    def _check_ids(self) -> None:
        """Numbers of rows are no ids: the deal 1 of another sheet would be the same deal."""
        columns = self._header.columns
        if "deal" not in columns or "deal" in self.renamed:
            return
        name = self._header.spelled[columns.index("deal")]
        if not self._columns.is_mapped(name) and self._all("deal", str.isdigit):
            self._header.problem(
                f"the column {shown(name)} has only numbers, which would be ids of deals in the "
                f"graph; add --map {shown(f'{name}=')}, or --map {shown(f'{name}=deal')} "
                "if that is what they are"
            )

    def _all(self, column: str, is_one: Callable[[str], bool]) -> bool:
        texts = list(self._texts(column))
        return bool(texts) and all(map(is_one, texts))

    def _texts(self, column: str) -> Iterable[str]:
        for row in self._rows:
            if (text := row.text(column)) and not is_nothing(text):
                yield text

    def _take(self, one: str, column: str) -> None:
        name = self._unknown.pop(one, None) or self._header.spelled[self._header.columns.index(one)]
        self.renamed[one] = column
        self._columns.note(f"the column {shown(name)} is read as {column}, judging by its cells")

    def _report(self, missing: Sequence[str]) -> None:
        names = [name for name in self._header.spelled if name.strip()]
        found = f"; its columns are {', '.join(map(shown, names[:30]))}" if names else ""
        self._header.problem(
            f"has no column {', '.join(map(with_synonyms, missing))}{found}; name "
            f"{'it' if len(missing) == 1 else 'each'} with --map 'NAME={missing[0]}'"
        )

    def _note_left_out(self) -> None:
        names = [shown(name) for name in self._unknown.values()]
        if not names:
            return
        listed = ", ".join(names[:UNKNOWN_SHOWN]) + (", …" if len(names) > UNKNOWN_SHOWN else "")
        self._columns.note(
            f"the column {listed} is left out"
            if len(names) == 1
            else f"the columns {listed} are left out"
        )
