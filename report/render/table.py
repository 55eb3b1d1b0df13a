"""A table for a person at a terminal."""

from __future__ import annotations

import io
import re
import shutil
import unicodedata
from typing import Any, Literal

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from graph.connection import Rows
from report.render.cells import are_figures, text_of

WIDTH_WITHOUT_TERMINAL = 120
SCALES = ((10**12, "T"), (10**9, "B"), (10**6, "M"))
GAP, EDGES = 2, 2
COUNTS_NO_MONEY = "without_usd"

# rich fills each line with spaces, styled ones too.
TAIL = re.compile(r"(?: |\x1b\[[0-9;]*m)+$")


def render(rows: Rows) -> str:
    """Amounts as people say them ($6.3B), `–` for what is not known, lists one item a line.

    Where the terminal is too narrow, the lists of deals are left out, and a line says so.
    """
    width = shutil.get_terminal_size((WIDTH_WITHOUT_TERMINAL, 24)).columns
    columns = [
        _Column(name, [row[index] for row in rows.rows]) for index, name in enumerate(rows.columns)
    ]
    left_out: list[str] = []
    while _needed(columns) > width and (lists := [one for one in columns if one.lists_deals]):
        left_out.insert(0, lists[-1].name)
        columns.remove(lists[-1])
    widths = _widths(columns, width)
    tall = any("\n" in cell for column in columns for cell in column.cells)
    table = Table(
        box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0),
        header_style="bold", leading=1 if tall else 0,
    )  # fmt: skip
    for column, column_width in zip(columns, widths, strict=True):
        justify: Literal["left", "right"] = "right" if column.is_figure else "left"
        table.add_column(Text(column.header), justify=justify, overflow="fold", width=column_width)
    for cells in zip(*(column.cells for column in columns), strict=True):
        table.add_row(*map(Text, cells))
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=True, color_system="standard")
    console.print(table)
    if left_out:
        names = ", ".join(left_out)
        console.print(f"[dim]no room for {names}: see a wider terminal or --format json[/dim]")
    lines = [TAIL.sub(_end_of_style, line) for line in out.getvalue().rstrip().split("\n")]
    while len(lines) > 1 and not lines[0]:
        lines.pop(0)
    return "\n".join(lines) + "\n"


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
        self.lists_deals = is_list and name.endswith("deals")
        pieces = [piece for cell in self.cells for piece in _unbroken(cell, is_list)]
        self.needed = max(map(cell_len, [*self.header.split(), *pieces]), default=0)
        lines = [line for cell in self.cells for line in cell.split("\n")]
        self.wanted = max(map(cell_len, [self.header, *lines]))


def _unbroken(cell: str, is_list: bool) -> list[str]:
    """What should stay on one line: an item of a list, else a word."""
    return cell.split("\n") if is_list else cell.split()


def _needed(columns: list[_Column]) -> int:
    return sum(column.needed for column in columns) + GAP * (len(columns) - 1) + EDGES


def _widths(columns: list[_Column], width: int) -> list[int | None]:
    """What each column needs, and of the room left what it wants, from left to right.

    With too little room for all, none is set: then rich breaks words where it must.
    """
    room = width - _needed(columns)
    if room < 0:
        return [None] * len(columns)
    widths: list[int | None] = []
    for column in columns:
        extra = min(room, column.wanted - column.needed)
        room -= extra
        widths.append(column.needed + extra)
    return widths


def _cell(column: str, value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "\n".join(
            " + ".join(map(_safe, item)) if isinstance(item, list) else _safe(item)
            for item in value
        )
    if isinstance(value, int) and "usd" in column.split("_") and column != COUNTS_NO_MONEY:
        return money(value)
    return _safe(value)


def _safe(value: Any) -> str:
    # A terminal must not obey what stands in somebody's file.
    return "".join(char if _is_shown(char) else repr(char)[1:-1] for char in text_of(value))


def _is_shown(char: str) -> bool:
    # To Python no space but the common one is printable; Japanese has a wide one.
    return char.isprintable() or unicodedata.category(char) == "Zs"


def money(dollars: int) -> str:
    """US dollars as people say them, to two places: 6300000000 is $6.3B."""
    sign, size = ("-" if dollars < 0 else ""), abs(dollars)
    for scale, letter in SCALES:
        lower = scale // 1000
        # Not $1,000M for what rounds to $1B.
        if size >= scale or (lower > 1000 and round(size / lower, 2) >= 1000):
            return f"{sign}${f'{size / scale:,.2f}'.rstrip('0').rstrip('.')}{letter}"
    return f"{sign}${size:,}"
