"""Reads one file of deals, whatever its format, into rows of text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePath

from loader.files.content import content_of
from loader.files.encodings import text_of
from loader.files.source import Source, Unreadable
from loader.files.table import Header, TableRow
from loader.problems import Problem
from moneyloop.values.shown import harmless, shown

__all__ = ["Header", "Sheet", "read"]

STDIN = "-"

# What a file begins with that is no text.
ZIP, PARQUET = (b"PK\x03\x04", b"PK\x05\x06"), b"PAR1"
UNREADABLE = {
    b"\xd0\xcf\x11\xe0": "is an old Excel file, or one with a password; save it as .xlsx without",
    b"\x1f\x8b": "is compressed; unpack it first",
    b"%PDF": "is a PDF; save its table as CSV or XLSX",
}
CALLED = {".xlsx": "XLSX", ".xlsm": "XLSX", ".parquet": "Parquet"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one file holds: its name as the user gave it, the SHA-256 of its bytes, its rows."""

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
) -> Sheet | None:
    """The rows of a file: CSV, JSON, JSON lines, XLSX or Parquet, whichever its content is.

    `-` is stdin. `encoding` is of text; `sheet` is one of a workbook, by its name or its number.
    What is wrong goes to `problems`; None where nothing of the file could be read.
    """
    name = "stdin" if file == STDIN else harmless(file)
    source = Source(name, problems)
    try:
        data = content_of(None if file == STDIN else file)
        rows = _rows(data, source, header, encoding, sheet)
    except Unreadable as error:
        source.problem(str(error), error.line)
        return None
    return Sheet(name, hashlib.sha256(data).hexdigest(), rows)


def _rows(
    data: bytes, source: Source, header: Header, encoding: str | None, sheet: str | None
) -> list[TableRow]:
    if data.startswith(ZIP):
        from loader.files.xlsx import rows_of_xlsx

        return rows_of_xlsx(data, source, header, sheet)
    if data.startswith(PARQUET):
        from loader.files.parquet import rows_of_parquet

        return rows_of_parquet(data, source, header)
    for start, message in UNREADABLE.items():
        if data.startswith(start):
            raise Unreadable(message)
    if called := CALLED.get(PurePath(source.name).suffix.lower()):
        raise Unreadable(f"is no {called} file, though it is called one; save it anew as {called}")
    if sheet is not None:
        raise Unreadable(f"is no workbook, so it has no sheet {shown(sheet)}; leave out --sheet")
    text = text_of(data, encoding)
    if text.lstrip()[:1] in ("[", "{"):
        from loader.files.json_text import rows_of_json

        return rows_of_json(text, source, header)
    from loader.files.csv_text import rows_of_csv

    return rows_of_csv(text, source, header)
