"""CSV on DuckDB: its rows as text, and the lines that DuckDB rejects.

Everything is stated, since DuckDB would guess from a sample what quotes mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import groupby
from typing import Any

from moneyloop.scan.csv_header import column_names
from moneyloop.scan.csv_quotes import CheckedFile, with_original_paths
from moneyloop.scan.engines.base import FILE_COLUMN, BrokenLine, Table


def read(backend: Any, files: Sequence[CheckedFile], delimiter: str) -> Table:
    """The rows of files, every cell as text.

    DuckDB accepts any first line as a header; a missing column is noticed later.
    """
    names = column_names(files[0].path, delimiter)
    by_lines = groupby(sorted(files, key=_spans_lines), _spans_lines)
    tables = [
        backend.read_csv(
            [escaped(file.read_from) for file in group],
            auto_detect=False,
            columns=dict.fromkeys(names, "VARCHAR"),
            header=True,
            delim=delimiter,
            quote='"',
            escape='"',
            strict_mode=True,
            # In parallel, DuckDB would look for the beginning of a row within a quoted cell.
            parallel=not spans_lines,
            filename=FILE_COLUMN,
            store_rejects=True,
            rejects_limit=0,
        )
        for spans_lines, group in by_lines
    ]
    return with_original_paths(reduce(lambda union, table: union.union(table), tables), files)


def rejected_lines(backend: Any) -> Table:
    """The lines that DuckDB has rejected so far, from the tables in which it records them."""
    scans, errors = backend.table("reject_scans"), backend.table("reject_errors")
    return errors.join(scans, ["scan_id", "file_id"]).select(
        "file_path", "line", "line_byte_position", "error_message", "csv_line"
    )


def broken_lines(
    rejected: Iterable[Mapping[str, Any]], files: Mapping[str, CheckedFile]
) -> Iterator[BrokenLine]:
    """The rejected lines, each once, even if it was read twice or has two errors.

    `files` are all files that were read, by the path from which they were.
    """
    by_line = {(row["file_path"], row["line"]): row for row in rejected}
    by_file = groupby(sorted(by_line), key=lambda key: key[0])
    for path, keys in by_file:
        file = files[path]
        rows = [by_line[key] for key in keys]
        given = [row["csv_line"] or "" for row in rows]
        # DuckDB takes the empty lines before a line for a part of it.
        texts = [text.lstrip("\r\n") for text in given]
        numbers = [int(row["line"]) for row in rows]
        if file.spans_lines:
            # DuckDB counts rows.
            begins = [row["line_byte_position"] for row in rows]
            ends = zip(begins, given, texts, strict=True)
            numbers = file.line_numbers([at + len(one) - len(text) for at, one, text in ends])
        for number, row, text in zip(numbers, rows, texts, strict=True):
            reason = str(row["error_message"]).splitlines()[0]
            yield BrokenLine(file.path, number, reason, text)


def escaped(path: str) -> str:
    """A path as a pattern that matches only itself, since DuckDB takes every path as a pattern."""
    return re.sub(r"([*?\[])", r"[\1]", path)


def _spans_lines(file: CheckedFile) -> bool:
    return file.spans_lines
