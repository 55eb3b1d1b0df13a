"""CSV on Spark: its rows as text, and the broken lines.

All lines are inspected first. If every quoted cell ends on its own line, Spark reads parts of a
file in parallel, otherwise whole files. The inspection also finds what Spark would change silently:
bytes that are not UTF-8, lines of spaces, text after a closing quote.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add, or_
from pathlib import Path
from typing import Any

from moneyloop.scan.csv_header import column_names, open_bytes
from moneyloop.scan.engines.base import FILE_COLUMN, BrokenLine
from moneyloop.scan.engines.spark.paths import path_of, to_read

TEXT_COLUMN = "moneyloop_broken"
REASON_COLUMN = "moneyloop_reason"
REPLACED_BYTES = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class CsvRows:
    """Files as Spark read them.

    `frame` has their columns, FILE_COLUMN, and for broken lines TEXT_COLUMN and REASON_COLUMN.
    `blank` holds the lines of spaces, which Spark skips; None if there are none.
    """

    frame: Any
    blank: Any | None

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
        for file, texts in by_file.items():
            yield from _with_numbers(file, texts)


@dataclass(frozen=True, slots=True)
class _Findings:
    """Whether any line has: a quote that does not close on it, text after a closing quote, only
    spaces, bytes that are not UTF-8."""

    unclosed: bool
    trailing: bool
    blank: bool
    not_utf8: bool


def read(spark: Any, paths: Sequence[str], delimiter: str) -> CsvRows:
    """The rows of files with the same columns, which the first line of each names."""
    from pyspark.sql import functions as fn

    urls = list(map(to_read, paths))
    lines = spark.read.text(urls)
    findings = _inspect(lines, delimiter)
    names = column_names(paths[0], delimiter)
    parsed = spark.read.csv(
        urls,
        schema=", ".join(f"`{_quoted(name)}` string" for name in [*names, TEXT_COLUMN]),
        columnNameOfCorruptRecord=TEXT_COLUMN,
        header=True,
        sep=delimiter,
        quote='"',
        escape='"',
        mode="PERMISSIVE",
        multiLine=findings.unclosed,
        encoding="UTF-8",
    )
    cells = [fn.col(f"`{_quoted(name)}`") for name in names]
    frame = parsed.select(*cells, TEXT_COLUMN, path_of(parsed).alias(FILE_COLUMN))
    text = fn.coalesce(fn.col(TEXT_COLUMN), fn.concat_ws(delimiter, *cells))
    frame = frame.withColumn(REASON_COLUMN, _reason(cells, findings)).withColumn(TEXT_COLUMN, text)
    blank = lines.where(_is_blank(lines)).select(
        path_of(lines).alias(FILE_COLUMN),
        fn.col("value").alias(TEXT_COLUMN),
        fn.lit("the line holds only spaces").alias(REASON_COLUMN),
    )
    return CsvRows(frame, blank if findings.blank and not findings.unclosed else None)


def _reason(cells: Sequence[Any], findings: _Findings) -> Any:
    """Why a line is broken; null for a row."""
    from pyspark.sql import functions as fn

    # Spark marks broken lines only if it parses their cells, so the count must use the cells.
    count = reduce(add, (cell.isNotNull().cast("int") for cell in cells))
    reason = fn.when(
        fn.col(TEXT_COLUMN).isNotNull(),
        fn.concat(
            fn.lit(f"{len(cells)} cells are expected, but the line has fewer or more: at least "),
            count.cast("string"),
        ),
    )
    if findings.not_utf8:
        replaced = reduce(or_, (fn.contains(cell, fn.lit(REPLACED_BYTES)) for cell in cells))
        reason = reason.when(replaced, fn.lit("the line is not UTF-8"))
    if findings.unclosed:
        # A cell whose quote never closes contains all lines below it.
        unclosed = reduce(or_, (fn.endswith(cell, fn.lit("\n")) for cell in cells))
        reason = reason.when(unclosed, fn.lit("a quote is never closed"))
    if findings.trailing:
        trailing = reduce(or_, (fn.startswith(cell, fn.lit('"')) for cell in cells))
        reason = reason.when(trailing, fn.lit("text follows a closing quote"))
    return reason


def _is_blank(lines: Any) -> Any:
    from pyspark.sql import functions as fn

    return fn.rlike(lines.value, fn.lit(r"^[\x01-\x20]+\z"))


def _inspect(lines: Any, delimiter: str) -> _Findings:
    from pyspark.sql import functions as fn

    separator = re.escape(delimiter)
    cell = f'(?:"(?:[^"]++|"")*+"|(?!")[^{separator}]*+)'
    open_line = rf'^(?:{cell}{separator})*+"(?:[^"]++|"")*+\z'
    whole_line = rf"^{cell}(?:{separator}{cell})*+\z"
    quoted = fn.contains(lines.value, fn.lit('"'))
    unclosed = quoted & fn.rlike(lines.value, fn.lit(open_line))
    trailing = quoted & ~fn.rlike(lines.value, fn.lit(whole_line)) & ~unclosed
    [row] = lines.agg(
        fn.max(unclosed).alias("unclosed"),
        fn.max(trailing).alias("trailing"),
        fn.max(_is_blank(lines)).alias("blank"),
        fn.max(~fn.is_valid_utf8(lines.value)).alias("not_utf8"),
    ).collect()
    return _Findings(**{name: bool(value) for name, value in row.asDict().items()})


def _quoted(name: str) -> str:
    return name.replace("`", "``")


def _with_numbers(file: str, texts: Counter[tuple[str, str]]) -> Iterator[BrokenLine]:
    """Broken lines with their numbers, which Spark does not report, found by searching the file.

    `texts` counts each pair of text and reason. The number is 0 where the text is not found.
    """
    unplaced: dict[str, list[tuple[str, str]]] = {}
    for (text, reason), times in texts.items():
        first_line = text.partition("\n")[0].strip()
        unplaced.setdefault(first_line, []).extend([(text, reason)] * times)
    if Path(file).is_file():
        with open_bytes(file) as lines:
            for number, line in enumerate(lines, 1):
                waiting = unplaced.get(line.decode("utf-8", "replace").strip())
                if waiting:
                    text, reason = waiting.pop()
                    yield BrokenLine(file, number, reason, text)
    for waiting in unplaced.values():
        yield from (BrokenLine(file, 0, reason, text) for text, reason in waiting)
