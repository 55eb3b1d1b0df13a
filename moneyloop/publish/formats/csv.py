"""CSV with a header line, safe to open in a spreadsheet."""

from __future__ import annotations

from typing import Any

from moneyloop.graph.transaction import Rows
from moneyloop.report.cells import text_of
from moneyloop.values.spreadsheets import csv_line, guarded


def render(rows: Rows) -> str:
    """A list is one cell with `; ` between its items; an unknown value is an empty cell."""
    return "".join(csv_line(map(_cell, cells)) for cells in (rows.columns, *rows.rows))


def _cell(value: Any) -> str:
    # A spreadsheet treats only text as a formula, so a number keeps its sign.
    text = text_of(value)
    return text if isinstance(value, int | float) else guarded(text)
