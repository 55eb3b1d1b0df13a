"""CSV: finds the delimiter and reads the rows.

`rows_of_csv` reads a file of unknown delimiter (an import, the output of a scan); `parse_csv` reads
text whose delimiter is known (knowledge folders: always a comma).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from loader.files.cells import LARGEST_CELL
from loader.files.input import InputFile, Unreadable
from loader.files.table import HEADER_WITHIN, Header, Layout, TableRow
from loader.records import Place
from moneyloop.values.shown import harmless

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
"""The characters that may separate cells, and what messages call them."""

# The line by which Excel declares the delimiter.
DECLARED = re.compile(r"\s*sep=([,;\t|])[ \t,;|]*(\r\n|\r|\n)", re.IGNORECASE)
LONGEST_HEADER = 20_000  # characters of a line
BLANK_LINES = re.compile(r"(?:[ \t]*(?:\r\n|\r|\n))*")
LINE_END = re.compile(r"\r\n|\r|\n")
QUOTED = re.compile(r'"(?:[^"]|"")*"')


@dataclass(frozen=True, slots=True)
class CsvText:
    """CSV as text, and the line of the file on which it starts."""

    text: str
    delimiter: str = ","
    first_line: int = 1
    skip_blank_rows: bool = False
    is_aside: Callable[[Sequence[str], int], bool] | None = None
    """As in a layout: whether a line with too few cells is a remark or a total."""


def rows_of_csv(text: str, file: InputFile, header: Header) -> list[TableRow]:
    """The rows of CSV whose first line that is not blank names the columns. Raises Unreadable.

    With a layout the header is searched below lines of other text.
    """
    layout = header if isinstance(header, Layout) else None
    declared = DECLARED.match(text)
    blank = BLANK_LINES.match(text, declared.end() if declared else 0)
    start = blank.end() if blank else 0
    if not text[start:].strip():
        raise Unreadable("is empty; its first line should name the columns")
    delimiter = declared[1] if declared else _delimiter(text[start:])
    if layout:
        start, delimiter = _header(text, start, delimiter, declared is not None, layout)
    csv_text = CsvText(
        text[start:],
        delimiter,
        first_line=len(LINE_END.findall(text, 0, start)) + 1,
        skip_blank_rows=True,
        is_aside=layout.is_aside if layout else None,
    )
    rows = parse_csv(csv_text, file, header)
    if rows is None:
        raise Unreadable("is empty; its first line should name the columns")
    return rows


def _header(
    text: str, start: int, delimiter: str, is_declared: bool, layout: Layout
) -> tuple[int, str]:
    """Where the line of the header begins, and the delimiter of that line."""
    if layout.header_row is not None:
        ends = [0, *(end.end() for end in LINE_END.finditer(text))]
        if layout.header_row > len(ends) or not text[ends[layout.header_row - 1] :].strip():
            raise Unreadable(f"has no line {layout.header_row}; correct --header-row")
        start = ends[layout.header_row - 1]
        return start, delimiter if is_declared else _delimiter(text[start:])
    candidates: list[tuple[int, str, list[str]]] = []
    at = start
    while at < len(text) and len(candidates) < HEADER_WITHIN * len(DELIMITERS):
        end = LINE_END.search(text, at)
        line = text[at : end.start() if end else len(text)]
        if len(line) > LONGEST_HEADER:
            break
        if line.strip():
            tried = [delimiter] if is_declared else [delimiter, *DELIMITERS]
            candidates += [(at, one, _split(line, one)) for one in tried]
        at = end.end() if end else len(text)
    found = layout.find([cells for *_, cells in candidates])
    if not candidates or candidates[found][0] == start:
        return start, delimiter
    begins, delimiter, _ = candidates[found]
    layout.skipped(len(LINE_END.findall(text, 0, begins)) + 1)
    return begins, delimiter


def _split(line: str, delimiter: str) -> list[str]:
    """The cells of a line that may not be CSV."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _delimiter(text: str) -> str:
    """The delimiter that occurs most often in the first line, outside quotes."""
    line = LINE_END.split(QUOTED.sub("", text[:100_000]), maxsplit=1)[0]
    return max(DELIMITERS, key=line.count)


def parse_csv(source: CsvText, file: InputFile, header: Header) -> list[TableRow] | None:
    """The rows of CSV whose first line names the columns; None if there is no such line.

    Problems are added to the file's; rows with the wrong number of cells are left out.
    """
    text, first_line = source.text, source.first_line
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + first_line
        file.problem("contains a NUL byte, which is not text; save it as CSV in UTF-8", line)
        return []
    csv.field_size_limit(LARGEST_CELL)
    # Not splitlines, which also ends lines where editors do not, as at U+2028.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=source.delimiter, strict=True)
    rows: list[TableRow] = []
    columns: tuple[str, ...] | None = None
    next_line = first_line
    try:
        for cells in reader:
            line, next_line = next_line, reader.line_num + first_line
            if columns is None:
                columns = header(cells, lambda message: file.problem(message, first_line))
                if columns is None:
                    return []
                has_ignored = "" in columns
            elif len(cells) == len(columns):
                if source.skip_blank_rows and not any(map(str.strip, cells)):
                    continue
                by_column = dict(zip(columns, cells, strict=True))
                others: tuple[str, ...] = ()
                if has_ignored:
                    del by_column[""]
                    others = tuple(
                        [cell for one, cell in zip(columns, cells, strict=True) if cell and not one]
                    )
                place = Place(file.name, line, columns)
                rows.append(TableRow(place, by_column, file.problems, others=others))
            elif cells and not _is_aside(source, cells, columns, line):
                file.problem(_wrong_number(len(cells), len(columns), source.delimiter), line)
    except csv.Error as error:
        file.problem(f"is not CSV: {harmless(str(error))}; look for an unclosed quote", next_line)
    return None if columns is None else rows


def _is_aside(source: CsvText, cells: list[str], columns: tuple[str, ...], line: int) -> bool:
    is_short = len(cells) < len(columns)
    return is_short and source.is_aside is not None and source.is_aside(cells, line)


def _wrong_number(cells: int, columns: int, delimiter: str) -> str:
    has = "1 cell" if cells == 1 else f"{cells} cells"
    named = "1 column" if columns == 1 else f"{columns} columns"
    example = "" if delimiter == "\t" else f': "like{delimiter} this"'
    return (
        f"has {has}, but the first line names {named}; put quotes around a cell that contains a "
        f"{DELIMITERS[delimiter]}{example}"
    )
