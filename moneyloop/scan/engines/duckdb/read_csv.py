"""CSV on DuckDB: its rows as text, and the lines that DuckDB rejects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from moneyloop.scan.engines.base import FILE_COLUMN, BrokenLine, Table


def read(backend: Any, patterns: Sequence[str], delimiter: str) -> Table:
    """The rows of files, every cell as text.

    DuckDB accepts any first line as a header; a missing column is noticed later.
    """
    return backend.read_csv(
        patterns,
        header=True,
        delim=delimiter,
        all_varchar=True,
        filename=FILE_COLUMN,
        store_rejects=True,
        rejects_limit=0,
    )


def rejected_lines(backend: Any) -> Table:
    """The lines that DuckDB has rejected so far, from the tables in which it records them."""
    scans, errors = backend.table("reject_scans"), backend.table("reject_errors")
    return errors.join(scans, ["scan_id", "file_id"]).select(
        "file_path", "line", "error_message", "csv_line"
    )


def broken_lines(rejected: Iterable[Mapping[str, Any]]) -> list[BrokenLine]:
    """The rejected lines in order, each once, even if it was read twice or has two errors."""
    by_line = {(row["file_path"], row["line"]): row for row in rejected}
    return [
        BrokenLine(
            file, int(number), str(row["error_message"]).splitlines()[0], row["csv_line"] or ""
        )
        for (file, number), row in sorted(by_line.items())
    ]
