"""An Excel workbook without formulas or macros."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import pandas as pd
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from rich.cells import cell_len

from moneyloop.graph.transaction import Rows
from moneyloop.report.cells import CannotRender, text_of
from moneyloop.values.spreadsheets import guarded, xml_escaped

SHEET = "moneyloop"
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 1_048_575, 16_384, 32_767  # the limits of Excel
EXACT_NUMBER = 2**53
# Before this day Excel is a day off: it counts a February 29, 1900, which did not exist.
FIRST_DAY = date(1900, 3, 1)
WIDEST, MARGIN = 60, 2


def render(rows: Rows) -> bytes:
    """One sheet with typed numbers and dates; a list is one cell with `; ` between its items.

    Text is guarded against formulas as in CSV. Raises CannotRender if a limit of Excel is exceeded.
    """
    if len(rows.rows) > MOST_ROWS or len(rows.columns) > MOST_COLUMNS:
        raise CannotRender(
            f"XLSX is limited to {MOST_ROWS:,} rows and {MOST_COLUMNS:,} columns; "
            "use --format parquet or csv"
        )
    names = [_text(name, "the header") for name in rows.columns]
    cells = [
        [_cell(value, name) for value, name in zip(row, rows.columns, strict=True)]
        for row in rows.rows
    ]
    frame = pd.DataFrame(cells, columns=pd.Index(names, dtype=object), dtype=object)
    out = io.BytesIO()
    with pd.ExcelWriter(out, engine="openpyxl", date_format="YYYY-MM-DD") as writer:
        frame.to_excel(writer, sheet_name=SHEET, index=False, freeze_panes=(1, 0))
        _finish(writer.sheets[SHEET])
    return out.getvalue()


def _cell(value: Any, column: str) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) <= EXACT_NUMBER:
        return value
    if isinstance(value, float) and value - value == 0:
        return value
    if isinstance(value, date) and not isinstance(value, datetime) and value >= FIRST_DAY:
        return value
    # As text, a large number keeps all its digits; its minus sign does not start a formula.
    if isinstance(value, int | float):
        return text_of(value)
    return _text(text_of(value), column)


def _text(text: str, column: str) -> str:
    written = xml_escaped(guarded(text))
    if len(written) > LONGEST_CELL:
        raise CannotRender(
            f"a cell of {column} has {len(written):,} characters, but XLSX is limited to "
            f"{LONGEST_CELL:,}; use --format parquet or csv"
        )
    return written


def _finish(sheet: Worksheet) -> None:
    for number, column in enumerate(sheet.iter_cols(), 1):
        column[0].font = Font(bold=True)
        for cell in column:
            if cell.value == "":
                cell.value = None
            elif isinstance(cell.value, str):
                # openpyxl would treat text such as #REF! as an error.
                cell.data_type = "s"
        lines = [line for cell in column for line in str(cell.value or "").split("\n")]
        width = min(max(map(cell_len, lines)), WIDEST) + MARGIN
        sheet.column_dimensions[get_column_letter(number)].width = width
