"""CSV on Spark: its rows as text, and the lines that are none.

Files are first looked through as lines. Where every quoted cell ends on its line Spark reads parts
of a file at once; else only whole files. And what Spark would change without a word is found so:
other bytes than UTF-8, lines of nothing but spaces, text that follows a closing quote.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

from moneyloop.scan.files import columns_of, opened
from moneyloop.scan.ledger import FILE
from moneyloop.scan.spark_files import path_of, to_read

BROKEN = "moneyloop_broken"
REASON = "moneyloop_reason"
NOT_UTF8 = "\N{REPLACEMENT CHARACTER}"

Line = tuple[str, int, str, str]
"""The file, the line, the reason and its text."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Files as Spark read them: `frame` has their columns, FILE, and BROKEN and REASON for what is
    no row. `blank` has the lines of nothing but spaces that it left out."""

    frame: Any
    blank: Any | None

    def rows(self) -> Any:
        """What is a row."""
        return self.frame.where(self.frame[REASON].isNull()).drop(BROKEN, REASON)

    def broken(self) -> Iterator[Line]:
        """What is none."""
        frame = self.frame.where(self.frame[REASON].isNotNull()).select(FILE, BROKEN, REASON)
        if self.blank is not None:
            frame = frame.unionByName(self.blank)
        found: dict[str, Counter[tuple[str, str]]] = {}
        for row in frame.collect():
            found.setdefault(row[FILE], Counter())[row[BROKEN] or "", row[REASON]] += 1
        for file, texts in found.items():
            yield from _numbered(file, texts)


def read(session: Any, files: Sequence[str], delimiter: str) -> Lines:
    """The rows of files with the same columns, which the first line of each names."""
    from pyspark.sql import functions as fn

    paths = list(map(to_read, files))
    text = session.read.text(paths)
    seen = _seen(text, delimiter)
    names = columns_of(files[0], delimiter)
    given = session.read.csv(
        paths,
        schema=", ".join(f"`{_quoted(name)}` string" for name in [*names, BROKEN]),
        columnNameOfCorruptRecord=BROKEN,
        header=True,
        sep=delimiter,
        quote='"',
        escape='"',
        mode="PERMISSIVE",
        multiLine=seen["open"],
        encoding="UTF-8",
    )
    cells = [fn.col(f"`{_quoted(name)}`") for name in names]
    frame = given.select(*cells, BROKEN, path_of(given).alias(FILE))
    # The cells must be read for it to be known which lines are broken.
    count = reduce(lambda one, other: one + other, (cell.isNotNull().cast("int") for cell in cells))
    reason = fn.when(
        fn.col(BROKEN).isNotNull(),
        fn.concat(
            fn.lit(f"{len(names)} cells are expected; there are fewer or more, at least "),
            count.cast("string"),
        ),
    )
    if seen["not_utf8"]:
        strange = reduce(or_, (fn.contains(cell, fn.lit(NOT_UTF8)) for cell in cells))
        reason = reason.when(strange, fn.lit("it is not UTF-8"))
    if seen["open"]:
        # A cell whose quote is never closed has swallowed all lines below it.
        unclosed = reduce(or_, (fn.endswith(cell, fn.lit("\n")) for cell in cells))
        reason = reason.when(unclosed, fn.lit("a quote is never closed"))
    if seen["behind"]:
        behind = reduce(or_, (fn.startswith(cell, fn.lit('"')) for cell in cells))
        reason = reason.when(behind, fn.lit("text follows a closing quote"))
    text_of_line = fn.coalesce(fn.col(BROKEN), fn.concat_ws(delimiter, *cells))
    frame = frame.withColumn(REASON, reason).withColumn(BROKEN, text_of_line)
    blank = text.where(_is_blank(text)).select(
        path_of(text).alias(FILE),
        fn.col("value").alias(BROKEN),
        fn.lit("a line of nothing but spaces").alias(REASON),
    )
    return Lines(frame, blank if seen["blank"] and not seen["open"] else None)


def _is_blank(text: Any) -> Any:
    from pyspark.sql import functions as fn

    return fn.rlike(text.value, fn.lit(r"^[\x01-\x20]+\z"))


def _seen(text: Any, delimiter: str) -> dict[str, bool]:
    """What stands in any of the lines."""
    from pyspark.sql import functions as fn

    sep = re.escape(delimiter)
    cell = f'(?:"(?:[^"]++|"")*+"|(?!")[^{sep}]*+)'
    begun = rf'^(?:{cell}{sep})*+"(?:[^"]++|"")*+\z'
    whole = rf"^{cell}(?:{sep}{cell})*+\z"
    quoted = fn.contains(text.value, fn.lit('"'))
    is_open = quoted & fn.rlike(text.value, fn.lit(begun))
    behind = quoted & ~fn.rlike(text.value, fn.lit(whole)) & ~is_open
    [seen] = text.agg(
        fn.max(is_open).alias("open"),
        fn.max(behind).alias("behind"),
        fn.max(_is_blank(text)).alias("blank"),
        fn.max(~fn.is_valid_utf8(text.value)).alias("not_utf8"),
    ).collect()
    return {what: bool(found) for what, found in seen.asDict().items()}


def _quoted(name: str) -> str:
    return name.replace("`", "``")


def _numbered(file: str, texts: Counter[tuple[str, str]]) -> Iterator[Line]:
    """Broken lines with their numbers, which Spark does not tell: 0 where it is not found again."""
    left: dict[str, list[tuple[str, str]]] = {}
    for (text, reason), times in texts.items():
        left.setdefault(text.partition("\n")[0].strip(), []).extend([(text, reason)] * times)
    if Path(file).is_file():
        with opened(file) as lines:
            for number, line in enumerate(lines, 1):
                waiting = left.get(line.decode("utf-8", "replace").strip())
                if waiting:
                    text, reason = waiting.pop()
                    yield file, number, reason, text
    for waiting in left.values():
        yield from ((file, 0, reason, text) for text, reason in waiting)
