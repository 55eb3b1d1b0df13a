"""Rows as a table for a page, which its script can sort."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

from moneyloop.graph.transaction import Rows
from moneyloop.report.cells import are_numbers, is_money, text_of
from moneyloop.values.money import money
from moneyloop.values.shown import harmless

TALL = 25
"""A table with more rows scrolls inside its box."""

SCHEMES = ("http", "https")


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of text in a cell; `link` is the URL that it leads to, or empty."""

    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows, one item per line.

    `rank` is the position of the value among those of its column, from 0, and None for an unknown
    value: the script sorts by it. `exact` is an amount in full, `anchor` an id for links.
    """

    items: tuple[Item, ...]
    rank: int | None
    exact: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """The header of a column, and whether it holds numbers, which are right-aligned."""

    header: str
    is_numeric: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the template shows it; `label` names it for screen readers."""

    label: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def is_tall(self) -> bool:
        """Whether the table scrolls inside its box."""
        return len(self.rows) > TALL


class Links(Protocol):
    """Where the values of a table lead, and which of its cells are targets."""

    def link(self, column: str, value: str) -> str:
        """The address that a value in this column leads to; empty if it leads nowhere."""

    def anchor(self, column: str, value: str) -> str:
        """The id of the first cell of this column with this value; empty if it needs none."""


@dataclass(frozen=True, slots=True)
class Anchors:
    """The anchors on this page of the statements about each deal, by deal id.

    In the table of statements itself (`is_target`) the first row of a deal carries its anchor; in
    all other tables deals link to it.
    """

    by_deal: Mapping[str, str]
    is_target: bool = False

    def link(self, column: str, value: str) -> str:
        """See Links."""
        known = are_deals(column) and not self.is_target and value in self.by_deal
        return f"#{self.by_deal[value]}" if known else ""

    def anchor(self, column: str, value: str) -> str:
        """See Links."""
        return self.by_deal.get(value, "") if are_deals(column) and self.is_target else ""


NO_LINKS = Anchors({})


def are_deals(column: str) -> bool:
    """Whether a column holds ids of deals, by its name."""
    return column in ("deal", "deals") or column.endswith("_deals")


def table_of(rows: Rows, label: str, links: Links = NO_LINKS) -> Table:
    """The rows as a table."""
    columns, cells = [], []
    for index, name in enumerate(rows.columns):
        values = [row[index] for row in rows.rows]
        columns.append(Column(harmless(name.replace("_", " ")), are_numbers(values)))
        ranks = _ranks(values)
        anchored: set[str] = set()
        cells.append(
            [
                _cell(name, value, rank, links, anchored)
                for value, rank in zip(values, ranks, strict=True)
            ]
        )
    return Table(harmless(label), tuple(columns), tuple(zip(*cells, strict=True)))


def _cell(column: str, value: Any, rank: int | None, links: Links, anchored: set[str]) -> Cell:
    """A cell; `anchored` collects the values that already have their anchor."""
    if value is None:
        return Cell((), None)
    if isinstance(value, bool):
        return Cell((Item("yes" if value else "no"),), rank)
    if isinstance(value, int) and is_money(column):
        return Cell((Item(money(value)),), rank, f"{value:,} US dollars")
    if isinstance(value, list):
        return Cell(tuple(_listed(column, item, links) for item in value), rank)
    anchor = links.anchor(column, value) if isinstance(value, str) else ""
    if anchor and value not in anchored:
        anchored.add(value)
        return Cell((_item(column, value, links),), rank, anchor=anchor)
    return Cell((_item(column, value, links),), rank)


def _listed(column: str, value: Any, links: Links) -> Item:
    """An item of a list, which may be an amount."""
    if isinstance(value, int) and is_money(column):
        return Item(money(value))
    return Item("–") if value is None else _item(column, value, links)


def _item(column: str, value: Any, links: Links) -> Item:
    if isinstance(value, list):
        return Item(" + ".join(harmless(text_of(item)) for item in value))
    text = harmless(text_of(value))
    own = links.link(column, value) if isinstance(value, str) else ""
    return Item(text, own or web_address(text))


def web_address(text: str) -> str:
    """The text if it is an HTTP URL, else nothing: nothing else ever becomes a link."""
    if not text.startswith(tuple(f"{scheme}://" for scheme in SCHEMES)) or " " in text:
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in SCHEMES and parts.hostname else ""


def _ranks(values: Sequence[Any]) -> list[int | None]:
    """The position of each value in the sorted column; equal values have the same one."""
    are_numeric = are_numbers(values)
    keys = [None if _is_unknown(value) else _sort_key(value, are_numeric) for value in values]
    ranks: dict[Any, int] = {}
    for key in sorted(key for key in keys if key is not None):
        ranks.setdefault(key, len(ranks))
    return [None if key is None else ranks[key] for key in keys]


def _is_unknown(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def _sort_key(value: Any, is_numeric: bool) -> Any:
    if is_numeric:
        return value
    text = text_of(value)
    return text.casefold(), text
