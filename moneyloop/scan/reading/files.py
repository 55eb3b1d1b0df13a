"""Which files a ledger consists of, of which format, and what the ledger is called."""

from __future__ import annotations

import glob
import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from moneyloop.scan.csv_header import common_delimiter
from moneyloop.scan.errors import NoFiles, ScanFailed
from moneyloop.values import names
from moneyloop.values.shown import escaped_bytes, not_utf8

ENDINGS = (".parquet", ".pq", ".csv", ".tsv", ".txt", ".csv.gz")
PARQUET_MAGIC = b"PAR1"


@dataclass(frozen=True, slots=True)
class LedgerFiles:
    """The files of a ledger, all of one format, ordered by name.

    - `delimiter`: separates the cells of CSV; None for Parquet
    - `name`: identifies the ledger in the output, the same however its files are named and
      whichever of them are read; None if it has no name
    - `allows_gaps`: whether payments may lack an amount or a date
    """

    paths: tuple[str, ...]
    delimiter: str | None
    name: str | None = None
    allows_gaps: bool = False


def find_files(
    patterns: Sequence[str], delimiter: str | None = None, ledger: str | None = None
) -> LedgerFiles:
    """The files that are named, that match a pattern, or that lie in a folder.

    `ledger` is the name of the ledger; by default that of its file, without the ending, or that of
    the folder that contains all its files.
    Raises NoFiles, and ScanFailed if the files do not belong together.
    """
    paths: dict[str, None] = {}
    errors = []
    for pattern in patterns:
        matching = _matching(pattern)
        if not matching:
            errors.append(
                f"{pattern!r} is neither a file nor a folder or pattern of .parquet or .csv files"
            )
        paths |= dict.fromkeys(matching)
    if errors:
        raise NoFiles("; ".join(errors))
    for path in paths:
        if not_utf8(path):
            raise ScanFailed(
                f"the name of the file '{escaped_bytes(path)}' is not UTF-8; rename it to scan it"
            )
    parquet = [path for path in paths if _is_parquet(path)]
    csv = [path for path in paths if path not in set(parquet)]
    if parquet and csv:
        raise ScanFailed(
            f"{parquet[0]!r} is Parquet and {csv[0]!r} is CSV; scan files of one format"
        )
    return LedgerFiles(
        tuple(paths),
        common_delimiter(csv, delimiter) if csv else None,
        ledger or _ledger_name(patterns),
    )


def _ledger_name(patterns: Sequence[str]) -> str:
    """The same name for a folder, for a pattern of its files, and for a list of all of them."""
    if len(patterns) == 1 and Path(patterns[0]).is_file():
        name = Path(patterns[0]).name
    else:
        # Absolute, but with symbolic links left in place, whose names the user knows.
        folders = [os.path.abspath(_folder_of(pattern)) for pattern in patterns]  # noqa: PTH100
        name = Path(os.path.commonpath(folders)).name
    endings = [ending for ending in ENDINGS if name.lower().endswith(ending)]
    name = name[: len(name) - max(map(len, endings), default=0)]
    return name if names.slug(name) else "ledger"


def _folder_of(pattern: str) -> Path:
    path = Path(pattern)
    if path.is_dir():
        return path
    return Path(*takewhile(lambda part: not glob.has_magic(part), path.parts[:-1]))


def _matching(pattern: str) -> list[str]:
    path = Path(pattern)
    try:
        if path.is_dir():
            return sorted(
                str(file)
                for file in path.rglob("*")
                if file.is_file()
                and file.name.lower().endswith(ENDINGS)
                # Spark puts files with such names next to its tables.
                and not file.name.startswith((".", "_"))
            )
        if path.is_file():
            return [pattern]
    except ValueError:  # a name with a NUL byte
        return []
    # Not `Path.glob`, which refuses absolute patterns.
    matching = glob.glob(pattern, recursive=True)  # noqa: PTH207
    return sorted(file for file in matching if Path(file).is_file())


def _is_parquet(path: str) -> bool:
    try:
        with Path(path).open("rb") as stream:
            return stream.read(len(PARQUET_MAGIC)) == PARQUET_MAGIC
    except OSError as error:
        raise ScanFailed(f"{path} cannot be read: {error.strerror}") from error
