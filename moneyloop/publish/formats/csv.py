"""CSV with a header line, safe to open in a spreadsheet."""

from __future__ import annotations

from typing import Any

from moneyloop.graph.connection import Rows
from moneyloop.report.cells import text_of
from moneyloop.values.spreadsheets import csv_line, guarded


def render(rows: Rows) -> str:
    """Lists stand in one cell, `; ` between their items; an empty cell is an unknown value."""
    return "".join(csv_line(map(_cell, cells)) for cells in (rows.columns, *rows.rows))


def _cell(value: Any) -> str:
    # Numbers keep their sign; only text can be taken for a formula.
    text = text_of(value)
    return text if isinstance(value, int | float) else guarded(text)
