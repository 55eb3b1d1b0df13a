"""CSV with a header line, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from graph.connection import Rows
from report.render.cells import text_of

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def render(rows: Rows) -> str:
    """Lists stand in one cell, `; ` between their items; an empty cell is an unknown value."""
    return "".join(_line(map(_cell, cells)) for cells in (rows.columns, *rows.rows))


def _line(cells: Iterable[str]) -> str:
    # The module quotes only what ends its own lines; with \r\n a lone \r in a cell is quoted too.
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue().removesuffix("\r\n") + "\n"


def _cell(value: Any) -> str:
    text = text_of(value)
    # Numbers keep their sign; text that a spreadsheet would run gets a quote before it.
    is_number = isinstance(value, int | float)
    return "'" + text if text.startswith(STARTS_A_FORMULA) and not is_number else text
