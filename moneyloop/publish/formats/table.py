"""A table for the terminal."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Sequence
from typing import Any, Literal

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from moneyloop.graph.transaction import Rows
from moneyloop.report.cells import are_numbers, is_money, text_of
from moneyloop.values.money import money
from moneyloop.values.shown import harmless

FOR_PEOPLE = True

WIDTH_WITHOUT_TERMINAL = 120
GAP, EDGES = 2, 2
UNKNOWN = "–"

# An id may be broken after a word of it, but not inside a date.
SEAM = re.compile(r"(?<=[^\W\d]-)")

# rich pads each line with spaces, some of them styled.
TAIL = re.compile(r"(?: |\x1b\[[0-9;]*m)+$")


def render(rows: Rows) -> str:
    """Amounts as people write them ($6.3B), `–` for an unknown value, one line per list item.

    If the terminal is too narrow, lists of deals and sources are left out, and a line says so. If
    it is still too narrow, ids are broken into several lines. If that is not enough either, each
    row becomes a block with one line per known value.
    """
    width = shutil.get_terminal_size((WIDTH_WITHOUT_TERMINAL, 24)).columns
    columns = [
        _Column(name, [row[index] for row in rows.rows]) for index, name in enumerate(rows.columns)
    ]
    shown = list(columns)
    while _total([column.min_width for column in shown]) > width and (
        lists := [column for column in shown if column.lists_ids]
    ):
        shown.remove(lists[-1])
    minimums = [column.min_width for column in shown]
    if _total(minimums) > width:
        minimums = [column.broken_width for column in shown]
    if _total(minimums) > width:
        return _blocks(columns)
    left_out = [column for column in columns if column not in shown]
    return _table(shown, _widths(shown, minimums, width), width, left_out)


def _table(columns: list[_Column], widths: list[int], width: int, left_out: list[_Column]) -> str:
    cells = _aligned([column.folded(room) for column, room in zip(columns, widths, strict=True)])
    tall = any("\n" in cell for column in cells for cell in column)
    table = Table(
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        header_style="bold",
        leading=1 if tall else 0,
    )
    for column, room in zip(columns, widths, strict=True):
        justify: Literal["left", "right"] = "right" if column.is_numeric else "left"
        table.add_column(Text(column.header), justify=justify, overflow="fold", width=room)
    for row in zip(*cells, strict=True):
        table.add_row(*map(Text, row))
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=True, color_system="standard")
    console.print(table)
    if left_out:
        names = ", ".join(column.name for column in left_out)
        console.print(f"[dim]no room for {names}: use a wider terminal or --format json[/dim]")
    lines = [TAIL.sub(_end_of_style, line) for line in out.getvalue().rstrip().split("\n")]
    while len(lines) > 1 and not lines[0]:
        lines.pop(0)
    return "\n".join(lines) + "\n"


def _aligned(columns: list[list[list[str]]]) -> list[list[str]]:
    """The cells of columns. In each row, the items of lists of one length begin on the same lines:
    the hops of a loop stay beside its firms."""
    cells: list[list[str]] = [[] for _ in columns]
    for row in zip(*columns, strict=True):
        heights: dict[tuple[int, int], int] = {}
        for items in row:
            for at, item in enumerate(items):
                place = (len(items), at)
                heights[place] = max(heights.get(place, 0), item.count("\n"))
        for column, items in zip(cells, row, strict=True):
            padded = [
                item + "\n" * (heights[len(items), at] - item.count("\n"))
                for at, item in enumerate(items)
            ]
            column.append("\n".join(padded).rstrip("\n"))
    return cells


def _blocks(columns: list[_Column]) -> str:
    """Each row as a block of lines. No line is broken, so that a URL can be copied."""
    indent = max(cell_len(column.header) for column in columns) + GAP
    blocks = []
    for row in zip(*(column.cells for column in columns), strict=True):
        lines = [
            column.header
            + " " * (indent - cell_len(column.header))
            + cell.replace("\n", "\n" + " " * indent)
            for column, cell in zip(columns, row, strict=True)
            if cell not in ("", UNKNOWN)
        ]
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def _end_of_style(tail: re.Match[str]) -> str:
    return "\x1b[0m" if "\x1b" in tail[0] else ""


class _Column:
    """A column as shown: header, cells and widths in characters.

    Below `min_width` words would have to be broken, below `broken_width` even ids already broken
    into their words; `full_width` holds every line unbroken.
    """

    def __init__(self, name: str, values: list[Any]) -> None:
        self.name = name
        self.header = _safe(name.replace("_", " "))
        self.cells = [_cell(name, value) for value in values]
        self.is_numeric = are_numbers(values)
        is_list = any(isinstance(value, list) for value in values)
        self.is_list = is_list
        self.lists_ids = is_list and name.endswith(("deals", "sources"))
        words = [word for cell in self.cells for word in _unbroken(cell, is_list)]
        parts = [part for cell in self.cells for word in cell.split() for part in SEAM.split(word)]
        self.min_width = max(map(cell_len, [*self.header.split(), *words]), default=0)
        self.broken_width = max(map(cell_len, [*self.header.split(), *parts]), default=0)
        lines = [line for cell in self.cells for line in cell.split("\n")]
        self.full_width = max(map(cell_len, [self.header, *lines]))

    def folded(self, room: int) -> list[list[str]]:
        """The items of each cell, with what is too long broken into several lines."""
        fold = _wrap if self.is_list else _fold
        return [[fold(line, room) for line in cell.split("\n")] for cell in self.cells]


def _unbroken(cell: str, is_list: bool) -> list[str]:
    """The parts that should not be broken: the items of a list, otherwise words."""
    return cell.split("\n") if is_list else cell.split()


def _fold(line: str, room: int) -> str:
    """The line, with ids that are too long broken between their words."""
    folded = []
    for word in line.split(" "):
        parts = [""]
        for part in SEAM.split(word) if cell_len(word) > room else [word]:
            if parts[-1] and cell_len(parts[-1] + part) > room:
                parts.append("")
            parts[-1] += part
        folded.append("\n".join(parts))
    return " ".join(folded)


def _wrap(item: str, room: int) -> str:
    """An item of a list, broken between words or, if these are too long, between their parts."""
    lines = [""]
    for word in item.split(" "):
        for at, part in enumerate(SEAM.split(word) if cell_len(word) > room else [word]):
            space = " " if at == 0 and lines[-1] else ""
            if lines[-1] and cell_len(lines[-1] + space + part) > room:
                lines.append(part)
            else:
                lines[-1] += space + part
    return "\n".join(lines)


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + GAP * (len(widths) - 1) + EDGES


def _widths(columns: list[_Column], minimums: list[int], width: int) -> list[int]:
    """The minimums, widened one by one, the narrowest first, until `width` is used up."""
    widths = list(minimums)
    for _ in range(width - _total(minimums)):
        too_narrow = [
            (widths[index], index)
            for index, column in enumerate(columns)
            if widths[index] < column.full_width
        ]
        if not too_narrow:
            break
        widths[min(too_narrow)[1]] += 1
    return widths


def _cell(column: str, value: Any) -> str:
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "\n".join(
            " + ".join(map(_safe, item)) if isinstance(item, list) else _cell(column, item)
            for item in value
        )
    if isinstance(value, int) and is_money(column):
        return money(value)
    return _safe(value)


def _safe(value: Any) -> str:
    # Data from a file must not send control sequences to the terminal.
    return harmless(text_of(value))
