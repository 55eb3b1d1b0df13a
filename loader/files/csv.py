"""CSV: finds the delimiter and reads the rows.

`rows_of_csv` reads a file of unknown delimiter (an import, the output of a scan); `parse_csv` reads
text whose delimiter is known (knowledge folders: always a comma).
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

from loader.files.cells import LARGEST_CELL
from loader.files.input import InputFile, Unreadable
from loader.files.table import Header, TableRow
from loader.records import Place
from moneyloop.values.shown import harmless

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
"""The characters that may separate cells, and what messages call them."""

# The line by which Excel declares the delimiter.
DECLARED = re.compile(r"\s*sep=([,;\t|])[ \t,;|]*(\r\n|\r|\n)", re.IGNORECASE)
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


def rows_of_csv(text: str, file: InputFile, header: Header) -> list[TableRow]:
    """The rows of CSV whose first line that is not blank names the columns. Raises Unreadable."""
    declared = DECLARED.match(text)
    blank = BLANK_LINES.match(text, declared.end() if declared else 0)
    start = blank.end() if blank else 0
    body = text[start:]
    csv_text = CsvText(
        body,
        declared[1] if declared else _delimiter(body),
        first_line=len(LINE_END.findall(text, 0, start)) + 1,
        skip_blank_rows=True,
    )
    rows = parse_csv(csv_text, file, header)
    if rows is None:
        raise Unreadable("is empty; its first line should name the columns")
    return rows


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
                if has_ignored:
                    del by_column[""]
                rows.append(TableRow(Place(file.name, line, columns), by_column, file.problems))
            elif cells:
                file.problem(_wrong_number(len(cells), len(columns), source.delimiter), line)
    except csv.Error as error:
        file.problem(f"is not CSV: {harmless(str(error))}; look for an unclosed quote", next_line)
    return None if columns is None else rows


def _wrong_number(cells: int, columns: int, delimiter: str) -> str:
    has = "1 cell" if cells == 1 else f"{cells} cells"
    named = "1 column" if columns == 1 else f"{columns} columns"
    example = "" if delimiter == "\t" else f': "like{delimiter} this"'
    return (
        f"has {has}, but the first line names {named}; put quotes around a cell that contains a "
        f"{DELIMITERS[delimiter]}{example}"
    )
