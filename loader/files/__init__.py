"""Reads a file, whatever its format, into rows of text.

`read` recognises the format; `csv`, `json`, `xlsx` and `parquet` read one each. `input` gets the
bytes, `encodings` turns them into text. `table` has the rows that come out, `cells` their limits.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePath

from loader.files.encodings import text_of
from loader.files.input import InputFile, Unreadable, read_bytes
from loader.files.table import Header, Layout, TableRow
from loader.problems import Problem
from moneyloop.values.shown import harmless, shown

__all__ = ["FileRows", "Header", "Layout", "read", "shown_name"]

STDIN = "-"

# The first bytes of files that are not text.
ZIP, PARQUET = (b"PK\x03\x04", b"PK\x05\x06"), b"PAR1"
UNREADABLE = {
    b"\xd0\xcf\x11\xe0": "is an old Excel file, or has a password; save it as .xlsx without one",
    b"\x1f\x8b": "is compressed; unpack it first",
    b"%PDF": "is a PDF; save its table as CSV or XLSX",
}
FORMAT_OF_SUFFIX = {
    ".xlsx": "an XLSX file",
    ".xlsm": "an XLSX file",
    ".parquet": "a Parquet file",
}


@dataclass(frozen=True, slots=True)
class FileRows:
    """The rows of a file, its name as the user gave it, and the SHA-256 of its bytes."""

    name: str
    sha256: str
    rows: list[TableRow]


def read(
    file: str,
    header: Header,
    problems: list[Problem],
    *,
    encoding: str | None = None,
    sheet: str | None = None,
) -> FileRows | None:
    """The rows of a CSV, JSON, JSON Lines, XLSX or Parquet file, recognised by its content.

    `-` is stdin. `encoding` applies to text; `sheet` is the name or number of a sheet in a
    workbook. With a `Layout` as the header, a table is found in a sheet that has more. Problems
    are added to `problems`; None if nothing in the file could be read.
    """
    input_file = InputFile(shown_name(file), problems)
    try:
        data = read_bytes(None if file == STDIN else file)
        rows = _rows(data, input_file, header, encoding, sheet)
    except Unreadable as error:
        input_file.problem(str(error), error.line)
        return None
    return FileRows(input_file.name, hashlib.sha256(data).hexdigest(), rows)


def shown_name(file: str) -> str:
    """What messages call a file."""
    return "stdin" if file == STDIN else harmless(file)


def _rows(
    data: bytes,
    file: InputFile,
    header: Header,
    encoding: str | None,
    sheet: str | None,
) -> list[TableRow]:
    if not data:
        raise Unreadable("is empty; its first line should name the columns")
    if data.startswith(ZIP):
        from loader.files.xlsx import rows_of_xlsx

        return rows_of_xlsx(data, file, header, sheet)
    if data.startswith(PARQUET):
        from loader.files.parquet import rows_of_parquet

        return rows_of_parquet(data, file, header)
    for start, message in UNREADABLE.items():
        if data.startswith(start):
            raise Unreadable(message)
    if format_ := FORMAT_OF_SUFFIX.get(PurePath(file.name).suffix.lower()):
        raise Unreadable(f"has the suffix of {format_} but is not one; save it again as {format_}")
    if sheet is not None:
        raise Unreadable(f"is not a workbook, so it has no sheet {shown(sheet)}; omit --sheet")
    text = text_of(data, encoding)
    if text.lstrip()[:1] in ("[", "{"):
        from loader.files.json import rows_of_json

        return rows_of_json(text, file, header)
    from loader.files.csv import rows_of_csv

    return rows_of_csv(text, file, header)
