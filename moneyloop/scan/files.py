"""Which files a ledger consists of, of what kind, and what separates the cells of CSV."""

from __future__ import annotations

import csv
import glob
import gzip
import os
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import IO, Literal

from moneyloop.scan.errors import NoFiles, ScanFailed
from moneyloop.values import names

ENDINGS: dict[str, Literal["parquet", "csv"]] = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".csv.gz": "csv",
}
DELIMITERS = (",", ";", "|", "\t")
MAGIC = b"PAR1"
LONGEST_HEADER = 100_000  # characters


@dataclass(frozen=True, slots=True)
class Files:
    """Files of one kind, in order of their names. `delimiter` is that of CSV.

    `ledger` is what the ledger in them is called, however it is named and whatever part of it is
    read: None where it is none that stands in files. With `gaps` payments may lack an amount or a
    date.
    """

    paths: tuple[str, ...]
    form: Literal["parquet", "csv"]
    delimiter: str | None
    ledger: str | None = None
    gaps: bool = False


def find(named: Sequence[str], delimiter: str | None = None, ledger: str | None = None) -> Files:
    """The files that are named, that match a pattern, or that stand in a folder.

    `ledger` is what the ledger is called; else it is called as its file, or as the folder of all
    its files, without the ending.
    Raises NoFiles, and ScanFailed where they do not go together.
    """
    paths: dict[str, None] = {}
    wrong = []
    for name in named:
        matching = _matching(name)
        if not matching:
            wrong.append(f"{name!r} is no file, and no folder or pattern of .parquet or .csv files")
        paths |= dict.fromkeys(matching)
    if wrong:
        raise NoFiles("; ".join(wrong))
    forms = {path: _form(path) for path in paths}
    if len(set(forms.values())) > 1:
        one = {form: path for path, form in reversed(forms.items())}
        raise ScanFailed(
            f"{one['parquet']!r} is Parquet and {one['csv']!r} is CSV; scan files of one kind"
        )
    form = next(iter(forms.values()))
    if form == "csv":
        delimiter = _one_header(tuple(paths), delimiter)
    return Files(tuple(paths), form, delimiter if form == "csv" else None, ledger or _called(named))


def _called(named: Sequence[str]) -> str:
    """The same for a folder, for a pattern of its files, and for all of them named one by one."""
    if len(named) == 1 and Path(named[0]).is_file():
        called = Path(named[0]).name
    else:
        folders = [os.path.abspath(_folder_of(name)) for name in named]  # noqa: PTH100 - no links
        called = Path(os.path.commonpath(folders)).name
    endings = [one for one in ENDINGS if called.lower().endswith(one)]
    called = called[: len(called) - max(map(len, endings), default=0)]
    return called if names.slug(called) else "ledger"


def _folder_of(name: str) -> Path:
    path = Path(name)
    if path.is_dir():
        return path
    return Path(*takewhile(lambda part: not glob.has_magic(part), path.parts[:-1]))


def _matching(name: str) -> list[str]:
    path = Path(name)
    try:
        if path.is_dir():
            return sorted(
                str(one)
                for one in path.rglob("*")
                if one.is_file()
                and one.name.lower().endswith(tuple(ENDINGS))
                # Spark leaves files beside its tables whose names begin so.
                and not one.name.startswith((".", "_"))
            )
        if path.is_file():
            return [name]
    except ValueError:  # a name with a NUL byte
        return []
    # A pattern as it was typed: `Path.glob` takes none that begins at the root.
    matching = glob.glob(name, recursive=True)  # noqa: PTH207
    return sorted(one for one in matching if Path(one).is_file())


def _form(path: str) -> Literal["parquet", "csv"]:
    try:
        with Path(path).open("rb") as opened:
            return "parquet" if opened.read(len(MAGIC)) == MAGIC else "csv"
    except OSError as error:
        raise ScanFailed(f"{path} cannot be read: {error.strerror}") from error


def _one_header(paths: Sequence[str], delimiter: str | None) -> str:
    """The delimiter of all files, which must have the same columns in the same order."""
    headers = {path: first_line(path) for path in paths}
    first = headers[paths[0]]
    for path, header in headers.items():
        if not header.strip():
            raise ScanFailed(f"{path} begins with an empty line; its first line names its columns")
        if "\r" in header or len(header) > LONGEST_HEADER:
            raise ScanFailed(
                f"{path} has no first line that names columns: lines of CSV end in a line feed"
            )
    chosen = delimiter or max(DELIMITERS, key=lambda one: len(_cells(first, one)))
    for path, header in headers.items():
        if _cells(header, chosen) != _cells(first, chosen):
            raise ScanFailed(
                f"{path} has other columns than {paths[0]}: {', '.join(_cells(header, chosen))}; "
                "scan files with the same columns"
            )
    return chosen


def first_line(path: str) -> str:
    """The first line. Raises ScanFailed."""
    try:
        with opened(path) as lines:
            return lines.readline(1_000_000).decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise ScanFailed(f"{path} is not UTF-8; save it as UTF-8") from error
    except (EOFError, zlib.error) as error:
        raise ScanFailed(f"{path} is cut off or damaged: {error}; fetch it anew") from error
    except OSError as error:
        raise ScanFailed(f"{path} cannot be read: {error.strerror or error}") from error


def opened(path: str) -> IO[bytes] | gzip.GzipFile:
    """A file, unpacked as it is read."""
    return gzip.open(path) if path.lower().endswith(".gz") else Path(path).open("rb")


def columns_of(path: str, delimiter: str) -> list[str]:
    """What the first line names, each name once, as DuckDB tells them apart."""
    names: list[str] = []
    taken: set[str] = set()
    for at, cell in enumerate(_cells(first_line(path), delimiter)):
        name = cell.strip() or f"column{at}"
        again = 0
        while (one := f"{name}_{again}" if again else name).lower() in taken:
            again += 1
        taken.add(one.lower())
        names.append(one)
    return names


def _cells(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])
