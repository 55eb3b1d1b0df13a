"""The first line of the CSV files of a scan: their columns and their delimiter."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from moneyloop.scan.errors import ScanFailed

DELIMITERS = (",", ";", "|", "\t")
MAX_HEADER_LENGTH = 100_000  # characters


def common_delimiter(paths: Sequence[str], delimiter: str | None) -> str:
    """The delimiter of all files: the given one, or the one that yields most columns.

    Raises ScanFailed unless all files have the same columns in the same order.
    """
    headers = {path: first_line(path) for path in paths}
    first = headers[paths[0]]
    for path, header in headers.items():
        if not header.strip():
            raise ScanFailed(
                f"{path} begins with an empty line; its first line must name the columns"
            )
        if "\r" in header or len(header) > MAX_HEADER_LENGTH:
            raise ScanFailed(
                f"{path} does not begin with a line of column names; lines of CSV must end in a "
                "line feed"
            )
        if header.count('"') % 2:
            raise ScanFailed(
                f"{path} has a quote in its first line that is not closed there; the names of the "
                "columns must be on one line"
            )
    chosen = delimiter or max(DELIMITERS, key=lambda candidate: len(_cells(first, candidate)))
    for path, header in headers.items():
        if _cells(header, chosen) != _cells(first, chosen):
            raise ScanFailed(
                f"{path} has different columns from {paths[0]}: "
                f"{', '.join(_cells(header, chosen))}; scan files with the same columns"
            )
    return chosen


def first_line(path: str) -> str:
    """The first line of a file. Raises ScanFailed."""
    try:
        with open_bytes(path) as lines:
            return lines.readline(1_000_000).decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise ScanFailed(f"{path} is not UTF-8; save it as UTF-8") from error
    except (EOFError, zlib.error) as error:
        raise ScanFailed(f"{path} is truncated or damaged: {error}; fetch it again") from error
    except OSError as error:
        raise ScanFailed(f"{path} cannot be read: {error.strerror or error}") from error


def open_bytes(path: str) -> IO[bytes] | gzip.GzipFile:
    """A file, decompressed while it is read."""
    return gzip.open(path) if path.lower().endswith(".gz") else Path(path).open("rb")


def column_names(path: str, delimiter: str) -> list[str]:
    """The columns that the first line names, made unique in the way DuckDB does it."""
    names: list[str] = []
    taken: set[str] = set()
    for at, cell in enumerate(_cells(first_line(path), delimiter)):
        name = cell.strip() or f"column{at}"
        suffix = 0
        while (unique := f"{name}_{suffix}" if suffix else name).lower() in taken:
            suffix += 1
        taken.add(unique.lower())
        names.append(unique)
    return names


def _cells(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])
