"""A table for a person at a terminal."""

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

from moneyloop.graph.connection import Rows
from moneyloop.report.cells import are_figures, in_dollars, text_of
from moneyloop.values.money import money
from moneyloop.values.shown import harmless

WIDTH_WITHOUT_TERMINAL = 120
GAP, EDGES = 2, 2
COUNTS_NO_MONEY = "without_usd"
UNKNOWN = "–"

# Where an id may go on in the next line: after a word of it, not inside a day.
SEAM = re.compile(r"(?<=[^\W\d]-)")

# rich fills each line with spaces, styled ones too.
TAIL = re.compile(r"(?: |\x1b\[[0-9;]*m)+$")


def render(rows: Rows) -> str:
    """Amounts as people say them ($6.3B), `–` for what is not known, lists one item a line.

    Where the terminal is too narrow, lists of deals and of sources are left out, and a line says
    so; then ids go on in the next line; and where that is not enough each row stands by itself, a
    value a line, without what is not known.
    """
    width = shutil.get_terminal_size((WIDTH_WITHOUT_TERMINAL, 24)).columns
    columns = [
        _Column(name, [row[index] for row in rows.rows]) for index, name in enumerate(rows.columns)
    ]
    shown = list(columns)
    while _total([one.needed for one in shown]) > width and (
        lists := [one for one in shown if one.lists_ids]
    ):
        shown.remove(lists[-1])
    needs = [one.needed for one in shown]
    if _total(needs) > width:
        needs = [one.least for one in shown]
    if _total(needs) > width:
        return _one_by_one(columns)
    return _table(
        shown, _widths(shown, needs, width), width, [c for c in columns if c not in shown]
    )


def _table(columns: list[_Column], widths: list[int], width: int, left_out: list[_Column]) -> str:
    cells = [column.folded(room) for column, room in zip(columns, widths, strict=True)]
    tall = any("\n" in cell for column in cells for cell in column)
    table = Table(
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        header_style="bold",
        leading=1 if tall else 0,
    )
    for column, room in zip(columns, widths, strict=True):
        justify: Literal["left", "right"] = "right" if column.is_figure else "left"
        table.add_column(Text(column.header), justify=justify, overflow="fold", width=room)
    for row in zip(*cells, strict=True):
        table.add_row(*map(Text, row))
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=True, color_system="standard")
    console.print(table)
    if left_out:
        names = ", ".join(column.name for column in left_out)
        console.print(f"[dim]no room for {names}: see a wider terminal or --format json[/dim]")
    lines = [TAIL.sub(_end_of_style, line) for line in out.getvalue().rstrip().split("\n")]
    while len(lines) > 1 and not lines[0]:
        lines.pop(0)
    return "\n".join(lines) + "\n"


def _one_by_one(columns: list[_Column]) -> str:
    """Each row by itself. Nothing is broken, so that an address can be copied."""
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
    """One column as it is shown: its header, its cells, and the width below which words break."""

    def __init__(self, name: str, values: list[Any]) -> None:
        self.name = name
        self.header = _safe(name.replace("_", " "))
        self.cells = [_cell(name, value) for value in values]
        self.is_figure = are_figures(values)
        is_list = any(isinstance(value, list) for value in values)
        self.lists_ids = is_list and name.endswith(("deals", "sources"))
        words = [word for cell in self.cells for word in _unbroken(cell, is_list)]
        parts = [part for cell in self.cells for word in cell.split() for part in SEAM.split(word)]
        self.needed = max(map(cell_len, [*self.header.split(), *words]), default=0)
        self.least = max(map(cell_len, [*self.header.split(), *parts]), default=0)
        lines = [line for cell in self.cells for line in cell.split("\n")]
        self.wanted = max(map(cell_len, [self.header, *lines]))

    def folded(self, room: int) -> list[str]:
        """The cells, with words that have not room enough going on in the next line."""
        return ["\n".join(_fold(line, room) for line in cell.split("\n")) for cell in self.cells]


def _unbroken(cell: str, is_list: bool) -> list[str]:
    """What should stay on one line: an item of a list, else a word."""
    return cell.split("\n") if is_list else cell.split()


def _fold(line: str, room: int) -> str:
    """A line with breaks after the words of an id, where it would be broken inside a word else."""
    folded = []
    for word in line.split(" "):
        parts = [""]
        for part in SEAM.split(word) if cell_len(word) > room else [word]:
            if parts[-1] and cell_len(parts[-1] + part) > room:
                parts.append("")
            parts[-1] += part
        folded.append("\n".join(parts))
    return " ".join(folded)


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + GAP * (len(widths) - 1) + EDGES


def _widths(columns: list[_Column], needs: list[int], width: int) -> list[int]:
    """What each column needs, and of the room left what it wants, the narrowest first."""
    widths = list(needs)
    for _ in range(width - _total(needs)):
        wanting = [
            (widths[index], index)
            for index, column in enumerate(columns)
            if widths[index] < column.wanted
        ]
        if not wanting:
            break
        widths[min(wanting)[1]] += 1
    return widths


def _cell(column: str, value: Any) -> str:
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "\n".join(
            " + ".join(map(_safe, item)) if isinstance(item, list) else _safe(item)
            for item in value
        )
    if isinstance(value, int) and in_dollars(column) and column != COUNTS_NO_MONEY:
        return money(value)
    return _safe(value)


def _safe(value: Any) -> str:
    # A terminal must not obey what stands in somebody's file.
    return harmless(text_of(value))
