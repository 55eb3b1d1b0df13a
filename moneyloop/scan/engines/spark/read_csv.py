"""CSV on Spark: its rows as text, and the broken lines.

All lines are inspected first. If each keeps the rules of RFC 4180 by itself, Spark reads parts of a
file in parallel. Otherwise this machine checks the files, and Spark reads each as a whole: the
file, or a copy without the lines that break the rules. The inspection also finds what Spark would
change silently: bytes that are not UTF-8, and lines of spaces.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add, or_
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

from moneyloop.scan.csv_header import column_names, open_bytes
from moneyloop.scan.csv_quotes import MAX_QUOTED, CheckedFile, check_files
from moneyloop.scan.engines.base import FILE_COLUMN, BrokenLine
from moneyloop.scan.engines.spark.paths import path_of, to_read
from moneyloop.scan.errors import ScanFailed

TEXT_COLUMN = "moneyloop_broken"
REASON_COLUMN = "moneyloop_reason"
REPLACED_BYTES = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class CsvRows:
    """Files as Spark read them.

    `frame` has their columns, FILE_COLUMN, and for broken lines TEXT_COLUMN and REASON_COLUMN.
    `blank` holds the lines of spaces, which Spark skips; None if there are none. `files` are the
    files if this machine checked them.
    """

    frame: Any
    blank: Any | None
    files: tuple[CheckedFile, ...] = ()

    def rows(self) -> Any:
        """The lines that are rows."""
        is_row = self.frame[REASON_COLUMN].isNull()
        return self.frame.where(is_row).drop(TEXT_COLUMN, REASON_COLUMN)

    def broken_lines(self) -> Iterator[BrokenLine]:
        """The lines that are not."""
        broken = self.frame.where(self.frame[REASON_COLUMN].isNotNull())
        frame = broken.select(FILE_COLUMN, TEXT_COLUMN, REASON_COLUMN)
        if self.blank is not None:
            frame = frame.unionByName(self.blank)
        by_file: dict[str, Counter[tuple[str, str]]] = {}
        for row in frame.collect():
            texts = by_file.setdefault(row[FILE_COLUMN], Counter())
            texts[row[TEXT_COLUMN] or "", row[REASON_COLUMN]] += 1
        copied = {file.read_from: file for file in self.files}
        for path, texts in by_file.items():
            yield from _with_numbers(path, texts, copied.get(path))
        for file in self.files:
            yield from file.broken


@dataclass(frozen=True, slots=True)
class _Findings:
    """Whether any line does not keep the rules by itself, has only spaces, or is not UTF-8."""

    not_alone: bool
    blank: bool
    not_utf8: bool


def read(spark: Any, paths: Sequence[str], delimiter: str, copies: Path | None) -> CsvRows:
    """The rows of files with the same columns, which the first line of each names.

    `copies` is a folder that all workers see.
    """
    from pyspark.sql import functions as fn

    # Without a separator, Spark would also end lines at carriage returns within quotes.
    lines = spark.read.text(list(map(to_read, paths)), lineSep="\n")
    findings = _inspect(lines, delimiter)
    files = _checked(paths, delimiter, copies) if findings.not_alone else ()
    names = column_names(paths[0], delimiter)
    parsed = spark.read.csv(
        [to_read(file.read_from) for file in files] or list(map(to_read, paths)),
        schema=", ".join(f"`{_quoted(name)}` string" for name in [*names, TEXT_COLUMN]),
        columnNameOfCorruptRecord=TEXT_COLUMN,
        header=True,
        sep=delimiter,
        quote='"',
        escape='"',
        mode="PERMISSIVE",
        multiLine=bool(files),
        encoding="UTF-8",
    )
    cells = [fn.col(f"`{_quoted(name)}`") for name in names]
    frame = parsed.select(*cells, TEXT_COLUMN, path_of(parsed).alias(FILE_COLUMN))
    text = fn.coalesce(fn.col(TEXT_COLUMN), fn.concat_ws(delimiter, *cells))
    reason = _reason(cells, delimiter, findings)
    frame = frame.withColumn(REASON_COLUMN, reason).withColumn(TEXT_COLUMN, text)
    blank = lines.where(_is_blank(lines)).select(
        path_of(lines).alias(FILE_COLUMN),
        fn.regexp_replace("value", r"\r\z", "").alias(TEXT_COLUMN),
        fn.lit("the line contains only spaces").alias(REASON_COLUMN),
    )
    return CsvRows(frame, blank if findings.blank and not files else None, files)


def _checked(paths: Sequence[str], delimiter: str, copies: Path | None) -> tuple[CheckedFile, ...]:
    if copies is not None:
        folder = Path(mkdtemp(dir=copies))
        # The workers may run as another user.
        folder.chmod(0o755)
        return tuple(check_files([str(Path(path).absolute()) for path in paths], delimiter, folder))
    with TemporaryDirectory(prefix="moneyloop-scan-") as temporary:
        files = tuple(check_files(paths, delimiter, Path(temporary)))
    for file in files:
        if file.read_from != file.path:
            raise ScanFailed(
                f"{file.path} has lines whose quotes break the rules of CSV; to read it without "
                "them, Spark needs a folder that all workers see: --shared DIR"
            )
    return files


def _reason(cells: Sequence[Any], delimiter: str, findings: _Findings) -> Any:
    """Why a line is broken; null for a row.

    Empty cells after the last column are left out, as DuckDB does.
    """
    from pyspark.sql import functions as fn

    cell, separator = _patterns(delimiter)
    only_empty_follow = rf"^{cell}(?:{separator}{cell}){{{len(cells) - 1}}}{separator}++\s*\z"

    # Spark marks broken lines only if it parses their cells, so the count must use the cells.
    count = reduce(add, (cell.isNotNull().cast("int") for cell in cells))
    reason = fn.when(
        fn.col(TEXT_COLUMN).isNotNull() & ~fn.rlike(fn.col(TEXT_COLUMN), fn.lit(only_empty_follow)),
        fn.concat(
            fn.lit(f"{len(cells)} cells are expected, but the line has fewer or more: at least "),
            count.cast("string"),
        ),
    )
    if findings.not_utf8:
        replaced = reduce(or_, (fn.contains(cell, fn.lit(REPLACED_BYTES)) for cell in cells))
        reason = reason.when(replaced, fn.lit("the line is not UTF-8"))
    return reason


def _is_blank(lines: Any) -> Any:
    from pyspark.sql import functions as fn

    return fn.rlike(lines.value, fn.lit(r"^[\x01-\x20]*[\x01-\x0c\x0e-\x20]\r?\z"))


def _inspect(lines: Any, delimiter: str) -> _Findings:
    from pyspark.sql import functions as fn

    cell, separator = _patterns(delimiter)
    whole_line = rf"^\ufeff?{cell}(?:{separator}{cell})*+\r?\z"
    has_return = fn.contains(lines.value, fn.lit("\r")) & fn.rlike(lines.value, fn.lit(r"\r(?!\z)"))
    has_quote = fn.contains(lines.value, fn.lit('"'))
    breaks_rules = ~fn.rlike(lines.value, fn.lit(whole_line))
    is_long = fn.octet_length(lines.value) > MAX_QUOTED
    [row] = lines.agg(
        fn.max(has_return | (has_quote & (breaks_rules | is_long))).alias("not_alone"),
        fn.max(_is_blank(lines)).alias("blank"),
        fn.max(~fn.is_valid_utf8(lines.value)).alias("not_utf8"),
    ).collect()
    return _Findings(**{name: bool(value) for name, value in row.asDict().items()})


def _patterns(delimiter: str) -> tuple[str, str]:
    """Regular expressions of a cell that keeps the rules, and of the delimiter."""
    separator = re.escape(delimiter)
    return f'(?:"(?:[^"]++|"")*+"|[^"\\r\\n{separator}]*+)', separator


def _quoted(name: str) -> str:
    return name.replace("`", "``")


def _with_numbers(
    path: str, texts: Counter[tuple[str, str]], checked: CheckedFile | None
) -> Iterator[BrokenLine]:
    """Broken lines with their numbers, which Spark does not report, found by searching the file.

    `texts` counts each pair of text and reason. The number is 0 where the text is not found.
    """
    file = checked.path if checked else path
    unplaced: dict[str, list[tuple[str, str]]] = {}
    for (text, reason), times in texts.items():
        first_line = text.partition("\n")[0].strip()
        unplaced.setdefault(first_line, []).extend([(text, reason)] * times)
    if Path(path).is_file():
        with open_bytes(path) as lines:
            for number, line in enumerate(lines, 1):
                waiting = unplaced.get(line.decode("utf-8", "replace").strip())
                if waiting:
                    text, reason = waiting.pop()
                    original = checked.line_number(number) if checked else number
                    yield BrokenLine(file, original, reason, text)
    for waiting in unplaced.values():
        yield from (BrokenLine(file, 0, reason, text) for text, reason in waiting)
