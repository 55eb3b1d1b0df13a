"""Rows as a table that a page can show and sort."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from moneyloop.graph.connection import Rows
from moneyloop.publish.formats.table import COUNTS_NO_MONEY
from moneyloop.report.cells import are_figures, text_of
from moneyloop.values.money import money
from moneyloop.values.shown import harmless

TALL = 25
"""Rows above which a table scrolls inside its box."""

SCHEMES = ("http", "https")


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of text in a cell; `link` is an address that the reader may open."""

    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows, one item a line.

    `rank` is its place among the values of its column, from 0, and None where the value is not
    known: a script that sorts needs no other number. `exact` is an amount in full.
    """

    items: tuple[Item, ...]
    rank: int | None
    exact: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column's header, and whether it holds figures, which stand on the right."""

    header: str
    is_figure: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the template shows it."""

    label: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def is_tall(self) -> bool:
        """Whether it scrolls inside its box."""
        return len(self.rows) > TALL


@dataclass(frozen=True, slots=True)
class Anchors:
    """Where on this page it is told what is stated of a deal: ids of deals, and anchors.

    In the table that tells it (`here`) the first row of each deal bears the anchor.
    """

    by_deal: Mapping[str, str]
    here: bool = False


NO_ANCHORS = Anchors({})


def table_of(rows: Rows, label: str, anchors: Anchors = NO_ANCHORS) -> Table:
    """The rows as a table named `label` for those who do not see it."""
    columns, cells = [], []
    for index, name in enumerate(rows.columns):
        values = [row[index] for row in rows.rows]
        columns.append(Column(harmless(name.replace("_", " ")), are_figures(values)))
        ranks = _ranks(values)
        told: set[str] = set()
        is_deal = name in ("deal", "deals") or name.endswith("_deals")
        known = anchors if is_deal else NO_ANCHORS
        cells.append(
            [
                _cell(name, value, rank, known, told)
                for value, rank in zip(values, ranks, strict=True)
            ]
        )
    return Table(harmless(label), tuple(columns), tuple(zip(*cells, strict=True)))


def _cell(column: str, value: Any, rank: int | None, anchors: Anchors, told: set[str]) -> Cell:
    if value is None:
        return Cell((), None)
    if isinstance(value, bool):
        return Cell((Item("yes" if value else "no"),), rank)
    if isinstance(value, int) and "usd" in column.split("_") and column != COUNTS_NO_MONEY:
        return Cell((Item(money(value)),), rank, f"{value:,} US dollars")
    if isinstance(value, list):
        return Cell(tuple(_item(item, anchors) for item in value), rank)
    if anchors.here and value in anchors.by_deal and value not in told:
        told.add(value)
        return Cell((Item(harmless(value)),), rank, anchor=anchors.by_deal[value])
    return Cell((_item(value, NO_ANCHORS if anchors.here else anchors),), rank)


def _item(value: Any, anchors: Anchors) -> Item:
    if isinstance(value, list):
        return Item(" + ".join(harmless(text_of(item)) for item in value))
    text = harmless(text_of(value))
    if isinstance(value, str) and value in anchors.by_deal:
        return Item(text, f"#{anchors.by_deal[value]}")
    return Item(text, text if _is_address(text) else "")


def _is_address(text: str) -> bool:
    """Whether it is an address of the web: no other kind ever becomes a link."""
    if not text.startswith(tuple(f"{scheme}://" for scheme in SCHEMES)) or " " in text:
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in SCHEMES and bool(parts.hostname)
    except ValueError:
        return False


def _ranks(values: Sequence[Any]) -> list[int | None]:
    """The place of each value among those of its column; equal values have the same."""
    key = _itself if are_figures(values) else _words
    keys = [None if _has_no_place(value) else key(value) for value in values]
    places: dict[Any, int] = {}
    for one in sorted(one for one in keys if one is not None):
        places.setdefault(one, len(places))
    return [None if one is None else places[one] for one in keys]


def _has_no_place(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def _itself(value: Any) -> Any:
    return value


def _words(value: Any) -> tuple[str, str]:
    text = text_of(value)
    return text.casefold(), text
