"""CSV with a header line, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import Any

from graph.connection import Rows
from report.render.cells import text_of

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def render(rows: Rows) -> str:
    """Lists stand in one cell, `; ` between their items; an empty cell is an unknown value."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(rows.columns)
    writer.writerows([_cell(value) for value in row] for row in rows.rows)
    return out.getvalue()


def _cell(value: Any) -> str:
    text = text_of(value)
    # Numbers keep their sign; text that a spreadsheet would run gets a quote before it.
    is_number = isinstance(value, int | float)
    return "'" + text if text.startswith(STARTS_A_FORMULA) and not is_number else text
