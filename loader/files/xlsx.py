"""One sheet of a workbook of Excel."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS

from loader.files.source import Source, Unreadable
from loader.files.table import LARGEST_CELL, Header, TableRow
from loader.files.typed_cells import text_of_day, text_of_number
from loader.problems import at
from loader.records import Place
from moneyloop.values.shown import shown
from moneyloop.values.spreadsheets import xml_unescaped

LARGEST_UNPACKED = 256 * 1024 * 1024  # bytes
# What a table of text packs to is a tenth or a thirtieth of it; what packs better is a trap.
LARGEST_RATIO, RATIO_COUNTS_FROM = 100, 10 * 1024 * 1024

FORMULA = f"{{{SHEET_MAIN_NS}}}f"
TEXT = f"{{{SHEET_MAIN_NS}}}t"
SHEETS_SHOWN = 10

Cells = list[dict[str, Any]]
"""The cells of a row that are there: their column, from 1, their value and its type."""


def rows_of_xlsx(data: bytes, source: Source, header: Header, sheet: str | None) -> list[TableRow]:
    """The rows below the first that is not empty, which names the columns; lines are its rows.

    `sheet` is a name, or the number of a sheet that is not hidden; without it there must be only
    one with something in it.
    """
    try:
        with warnings.catch_warnings():
            # Of charts, styles and the like, which nobody asks for.
            warnings.simplefilter("ignore")
            _check_sizes(data)
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            try:
                return _rows(_parsed(_chosen(book.worksheets, sheet)), source, header)
            finally:
                book.close()
    except Unreadable:
        raise
    except Exception as error:  # whatever a broken or hostile file leads these libraries to
        raise Unreadable(
            "is no XLSX file that can be read: it is broken, or another kind of file "
            f"({type(error).__name__}); open it in a spreadsheet and save it anew as .xlsx"
        ) from error


def _check_sizes(data: bytes) -> None:
    """Refuses what would unpack to far more than a table: zipfile unpacks no more than is told."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
    for part in parts:
        if part.flag_bits & 1:
            raise Unreadable("has a password; save it without")
        # The others are unpacked whole before their size is looked at.
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable("is packed in a way that no spreadsheet uses; save it anew as .xlsx")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > LARGEST_UNPACKED or (
        unpacked > RATIO_COUNTS_FROM and unpacked > LARGEST_RATIO * len(data)
    ):
        raise Unreadable(
            f"would unpack to {unpacked / 2**20:,.0f} MB, which is too much; save it as CSV"
        )


class _Parser(WorkSheetParser):
    """Knows an empty cell from a formula whose value nobody has calculated.

    And plain text in its cell is read in a quarter of the time.
    """

    def parse_cell(self, element: Any) -> dict[str, Any]:
        text = None
        if element.get("t") == "inlineStr" and len(element) == 1 and len(element[0]) == 1:
            text = element[0].findtext(TEXT)
            if text is not None:
                del element[0]
                element.set("t", "n")
        cell: dict[str, Any] = super().parse_cell(element)
        if text is not None:
            cell["value"], cell["data_type"] = text, "s"
        elif cell["value"] is None and element.find(FORMULA) is not None:
            cell["data_type"] = "f"
        return cell


def _parsed(sheet: Any) -> Iterator[tuple[int, Cells]]:
    """The rows that are there and not empty, with their numbers.

    Not through the sheet itself, which fills the gaps: a file of a few bytes can claim a cell in
    the last column of the last row.
    """
    book = sheet.parent
    with sheet._get_source() as xml:
        parser = _Parser(
            xml,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for number, row in parser.parse():
            cells = [cell for cell in row if _is_filled(cell)]
            if cells:
                yield number, cells


def _is_filled(cell: dict[str, Any]) -> bool:
    value = cell["value"]
    if isinstance(value, str):
        return bool(value.strip())
    return value is not None or cell["data_type"] == "f"


def _chosen(sheets: Sequence[Any], wanted: str | None) -> Any:
    visible = [one for one in sheets if one.sheet_state == "visible"]
    names = ", ".join(shown(one.title) for one in visible[:SHEETS_SHOWN])
    if len(visible) > SHEETS_SHOWN:
        names += f" and {len(visible) - SHEETS_SHOWN} more"
    if wanted is not None:
        for one in sheets:
            if one.title.strip().casefold() == wanted.strip().casefold():
                return one
        number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 0
        if 1 <= number <= len(visible):
            return visible[number - 1]
        raise Unreadable(f"has no sheet {shown(wanted)}; there are: {names or 'none'}")
    filled = [one for one in visible if next(_parsed(one), None)]
    if not filled:
        raise Unreadable("is empty; the first row should name the columns")
    if len(filled) > 1:
        names = ", ".join(shown(one.title) for one in filled[:SHEETS_SHOWN])
        raise Unreadable(f"has several sheets: {names}; say which by --sheet NAME")
    return filled[0]


def _rows(parsed: Iterator[tuple[int, Cells]], source: Source, header: Header) -> list[TableRow]:
    first = next(parsed, None)
    if first is None:
        raise Unreadable("is empty; the first row should name the columns")
    number, cells = first
    by_column = {cell["column"]: _spelled(cell) for cell in cells}
    spelled = [by_column.get(column, "") for column in range(1, max(by_column) + 1)]
    columns = header(spelled, lambda message: source.problem(message, number))
    if columns is None:
        return []
    rows = [_row(Place(source.name, line, columns), cells, source) for line, cells in parsed]
    return [row for row in rows if row is not None]


def _spelled(cell: dict[str, Any]) -> str:
    return _text(cell)[0] or ""


def _row(place: Place, filled: Cells, source: Source) -> TableRow | None:
    cells: dict[str, str] = {}
    is_good = True
    for cell in filled:
        number = cell["column"]
        if number > len(place.columns):
            source.problem("has a cell to the right of the last column that has a name", place.line)
            return None
        column = place.columns[number - 1]
        if column:
            text, problem = _text(cell)
            if problem:
                source.problems.append(at(place, column, problem))
                is_good = False
            cells[column] = text
    return TableRow(place, cells, source.problems) if is_good else None


def _text(cell: dict[str, Any]) -> tuple[str, str]:
    """A cell as text, and what is wrong with it."""
    value, problem = cell["value"], ""
    text: str | None = ""
    if cell["data_type"] == "e":
        problem = f"is the error {shown(str(value))}; write the value itself"
    elif cell["data_type"] == "f":
        problem = "is a formula that was not calculated; write its value"
    elif isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, int | float):
        text = text_of_number(value)
        if text is None:
            problem = "is a number too large to be one"
    elif isinstance(value, date):
        text = text_of_day(value)
    elif isinstance(value, time):
        text = value.isoformat()
    elif isinstance(value, timedelta):
        text = str(value)
    elif value is not None:
        text = xml_unescaped(str(value))
        if len(text) > LARGEST_CELL:
            problem = f"holds more than {LARGEST_CELL:,} characters"
        elif "\0" in text:
            problem = "holds a NUL, as no text does"
    return text or "", problem
