"""A sheet of an Excel workbook."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from itertools import chain, islice
from typing import Any, TypedDict

from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

# A private class, because openpyxl's public API fills the gaps between cells: a file of a few bytes
# that claims a cell in the last column of the last row would become billions of empty cells. Nor
# does the public API distinguish an empty cell from a formula without a value, unless the workbook
# is read twice. python-calamine is faster, but has no limit on what a small file unpacks to.
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS

from loader.files.cells import HAS_NUL, LARGEST_CELL, TOO_LONG, text_of_day, text_of_number
from loader.files.date_formats import shown_date
from loader.files.input import InputFile, Unreadable
from loader.files.table import HEADER_WITHIN, LEAST_SCORE, Header, Layout, TableRow, is_other
from loader.problems import at
from loader.records import Place
from moneyloop.values.shown import shown
from moneyloop.values.spreadsheets import xml_unescaped

LARGEST_UNPACKED = 256 * 1024 * 1024  # bytes
# Tables of text shrink to a tenth or a thirtieth; whatever shrinks more is a zip bomb.
LARGEST_RATIO, RATIO_APPLIES_FROM = 100, 10 * 1024 * 1024  # bytes

FORMULA = f"{{{SHEET_MAIN_NS}}}f"
TEXT = f"{{{SHEET_MAIN_NS}}}t"
SHEETS_SHOWN = 10


class Cell(TypedDict):
    """A cell as openpyxl parses it; columns count from 1."""

    column: int
    value: object
    data_type: str


def rows_of_xlsx(
    data: bytes,
    file: InputFile,
    header: Header,
    sheet: str | None,
) -> list[TableRow]:
    """The rows below the first row that is not empty, which names the columns.

    The line of a row is its number in the sheet. `sheet` is a name, or the ordinal of a visible
    sheet; without it exactly one visible sheet may have content, or a complete header if there is a
    layout, which also finds the header below other rows. Raises Unreadable.
    """
    try:
        with warnings.catch_warnings():
            # Warnings about charts, styles and the like do not concern the user.
            warnings.simplefilter("ignore")
            _check_sizes(data)
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            try:
                layout = header if isinstance(header, Layout) else None
                chosen = _choose(book.worksheets, sheet, layout)
                return _rows(chosen, file, header, layout)
            finally:
                book.close()
    except Unreadable:
        raise
    except Exception as error:  # whatever a broken or hostile file makes these libraries raise
        raise Unreadable(
            "is not a readable XLSX file: it is broken, or another kind of file "
            f"({type(error).__name__}); open it in a spreadsheet and save it again as .xlsx"
        ) from error


def _check_sizes(data: bytes) -> None:
    """Refuses a file that would unpack to far more than a table.

    The declared sizes can be relied upon: zipfile never unpacks more than these.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
    for member in members:
        if member.flag_bits & 1:
            raise Unreadable("has a password; save it without one")
        # With other methods zipfile unpacks everything before it compares the size.
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable("is packed in a way that no spreadsheet uses; save it again as .xlsx")
    unpacked = sum(member.file_size for member in members)
    if unpacked > LARGEST_UNPACKED or (
        unpacked > RATIO_APPLIES_FROM and unpacked > LARGEST_RATIO * len(data)
    ):
        raise Unreadable(
            f"would unpack to {unpacked / 2**20:,.0f} MB, which is too much; save it as CSV"
        )


class _Parser(WorkSheetParser):
    """Marks formulas without a value, keeps the precision of dates, and reads inline text in a
    quarter of the time.
    """

    book: Any = None

    def parse_cell(self, element: Any) -> dict[str, Any]:
        text = None
        style = element.get("s")
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
        elif isinstance(cell["value"], date) and (
            shown_as := shown_date(self.book, style, cell["value"])
        ):
            cell["value"] = shown_as
        return cell


def _filled_rows(sheet: Any) -> Iterator[tuple[int, list[Cell]]]:
    """The rows that are not empty: their number, and their cells that are not empty."""
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
        parser.book = book
        for number, row in parser.parse():
            cells = [cell for cell in row if _is_filled(cell)]
            if cells:
                yield number, cells


def _is_filled(cell: Cell) -> bool:
    value = cell["value"]
    if isinstance(value, str):
        return bool(value.strip())
    return value is not None or cell["data_type"] == "f"


def _choose(sheets: Sequence[Any], requested: str | None, layout: Layout | None) -> Any:
    visible = [sheet for sheet in sheets if sheet.sheet_state == "visible"]
    if requested is not None:
        for sheet in sheets:
            if sheet.title.strip().casefold() == requested.strip().casefold():
                return sheet
        is_number = requested.isascii() and requested.isdigit() and len(requested) < 6
        number = int(requested) if is_number else 0
        if 1 <= number <= len(visible):
            return visible[number - 1]
        raise Unreadable(
            f"has no sheet {shown(requested)}; its sheets are: {_titles(visible) or 'none'}"
        )
    filled = [sheet for sheet in visible if next(_filled_rows(sheet), None)]
    if not filled:
        raise Unreadable("is empty; the first row should name the columns")
    if len(filled) == 1:
        return filled[0]
    complete = _with_deals(filled, layout) if layout else []
    if len(complete) != 1:
        raise Unreadable(
            f"has several sheets: {_titles(complete or filled)}; choose one with --sheet NAME"
        )
    others = [sheet for sheet in filled if sheet is not complete[0]]
    if layout:
        layout.note(
            f"has several sheets; {_titles(complete)} has deals and is read, not {_titles(others)}",
            0,
        )
    return complete[0]


def _titles(sheets: Sequence[Any]) -> str:
    names = ", ".join(shown(sheet.title) for sheet in sheets[:SHEETS_SHOWN])
    more = len(sheets) - SHEETS_SHOWN
    return f"{names} and {more} more" if more > 0 else names


def _with_deals(sheets: Sequence[Any], layout: Layout) -> list[Any]:
    """The sheets with a complete header; if there is none, those that name the most columns."""
    headers = {
        index: [_spelled(cells) for _, cells in islice(_filled_rows(sheet), HEADER_WITHIN)]
        for index, sheet in enumerate(sheets)
    }
    complete = [index for index, rows in headers.items() if any(map(layout.is_complete, rows))]
    if not complete:
        scores = {index: max(map(layout.score, rows)) for index, rows in headers.items()}
        most = max(scores.values())
        complete = [index for index, score in scores.items() if score == most >= LEAST_SCORE]
    return [sheets[index] for index in complete]


def _rows(sheet: Any, file: InputFile, header: Header, layout: Layout | None) -> list[TableRow]:
    filled = _filled_rows(sheet)
    first = list(islice(filled, HEADER_WITHIN if layout else 1))
    if not first:
        raise Unreadable("is empty; the first row should name the columns")
    at = 0
    if layout and layout.header_row is not None:
        rest = chain(first, filled)
        first = [next((one for one in rest if one[0] >= layout.header_row), (0, []))]
        if first[0][0] != layout.header_row:
            raise Unreadable(f"has nothing in row {layout.header_row}; correct --header-row")
        filled = rest
    elif layout and (at := layout.find([_spelled(cells) for _, cells in first])):
        layout.skipped(first[at][0])
    number, cells = first[at]
    columns = header(_spelled(cells), lambda message: file.problem(message, number))
    if columns is None:
        return []
    from_1904 = sheet.parent.epoch == CALENDAR_MAC_1904
    rows = [
        _row(Place(file.name, line, columns), cells, file, from_1904=from_1904)
        for line, cells in chain(first[at + 1 :], filled)
    ]
    return [row for row in rows if row is not None]


def _spelled(cells: list[Cell]) -> list[str]:
    """The texts of the cells of a row, from its first column to its last filled one."""
    by_column = {cell["column"]: _text(cell)[0] for cell in cells}
    return [by_column.get(column, "") for column in range(1, max(by_column) + 1)]


def _row(place: Place, filled: list[Cell], file: InputFile, *, from_1904: bool) -> TableRow | None:
    cells: dict[str, str] = {}
    others: list[str] = []
    is_valid = True
    for cell in filled:
        number = cell["column"]
        if number > len(place.columns):
            file.problem("has a cell to the right of the last named column", place.line)
            return None
        column = place.columns[number - 1]
        if column:
            text, problem = _text(cell)
            if problem and not is_other(column):
                file.problems.append(at(place, column, problem))
                is_valid = False
            cells[column] = text
        else:
            others.append(_text(cell)[0])
    if not is_valid:
        return None
    return TableRow(place, cells, file.problems, others=tuple(others), from_1904=from_1904)


def _text(cell: Cell) -> tuple[str, str]:
    """A cell as text, and what is wrong with it."""
    value, problem = cell["value"], ""
    text: str | None = ""
    if cell["data_type"] == "e":
        problem = f"is the error {shown(str(value))}; write the value instead"
    elif cell["data_type"] == "f":
        problem = "is a formula that was never calculated; write its value"
    elif isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, int | float):
        text = text_of_number(value)
        if text is None:
            problem = "is a number that is too large"
    elif isinstance(value, date):
        text = text_of_day(value)
    elif isinstance(value, time):
        text = value.isoformat()
    elif isinstance(value, timedelta):
        text = str(value)
    elif value is not None:
        text = xml_unescaped(str(value))
        if len(text) > LARGEST_CELL:
            problem = TOO_LONG
        elif "\0" in text:
            problem = HAS_NUL
    return text or "", problem
