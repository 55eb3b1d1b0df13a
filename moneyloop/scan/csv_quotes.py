"""Whether CSV files keep the rules of RFC 4180, and copies without the lines that break them.

A quoted cell may contain the delimiter, line breaks and doubled quotes. A line breaks the rules if
a quote is inside an unquoted cell, if text follows a closing quote, if a quote is not closed within
MAX_QUOTED bytes, or if a carriage return is neither quoted nor before a line feed. It is left out,
and reading goes on with the next line. Engines get only text that they cannot misunderstand: they
guess, each in its own way, what other text means.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np

from moneyloop.scan.csv_header import open_bytes
from moneyloop.scan.engines.base import FILE_COLUMN, BrokenLine, Table
from moneyloop.scan.errors import ScanFailed

MAX_QUOTED = 1_000_000
"""The longest quoted cell, in bytes. A longer one is taken for a quote that was never closed."""

BLOCK = 1 << 18
"""How many bytes are checked at once: few enough for the cache of a processor."""

WINDOW = 4 * MAX_QUOTED
"""How many bytes a copy looks ahead for the end of a row."""

BOM = b"\xef\xbb\xbf"
QUOTE, LINE_FEED, RETURN = b'"\n\r'


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that keeps the rules, or its copy.

    - `path`: the file; `read_from`: the same, or its copy without the lines that break the rules
    - `spans_lines`: whether a quoted cell may contain a line break
    - `broken`: the lines that were left out, in order
    """

    path: str
    read_from: str
    spans_lines: bool = False
    broken: tuple[BrokenLine, ...] = ()

    def line_numbers(self, ends: Sequence[int]) -> list[int]:
        """The line of the file in which each of these positions in `read_from` is, from 1.

        `ends` are numbers of bytes, in order: up to the position and including it.
        """
        numbers = []
        with open_bytes(self.read_from) as stream:
            line, at, left_out = 1, 0, 0
            for end in ends:
                while at < end and (block := stream.read(min(BLOCK, end - at))):
                    line += block.count(b"\n")
                    at += len(block)
                left_out = self._left_out_before(line, left_out)
                numbers.append(line + left_out)
        return numbers

    def line_number(self, line: int) -> int:
        """The line of the file that is this line of `read_from`."""
        return line + self._left_out_before(line, 0)

    def _left_out_before(self, line: int, at_least: int) -> int:
        left_out = at_least
        while left_out < len(self.broken) and self.broken[left_out].number <= line + left_out:
            left_out += 1
        return left_out


def check_files(paths: Sequence[str], delimiter: str, copies: Path) -> list[CheckedFile]:
    """Each file, or its copy in the folder `copies`. Raises ScanFailed."""
    with ThreadPoolExecutor() as pool:
        found = list(pool.map(lambda path: _check(path, delimiter), paths))
    return [
        each or _copied(path, delimiter, copies / f"{number}.csv")
        for number, (path, each) in enumerate(zip(paths, found, strict=True))
    ]


def with_original_paths(table: Table, files: Sequence[CheckedFile]) -> Table:
    """The rows of copies as rows of the files that were copied."""
    originals = {file.read_from: file.path for file in files if file.read_from != file.path}
    if not originals:
        return table
    return table.mutate(**{FILE_COLUMN: table[FILE_COLUMN].substitute(originals)})


def _check(path: str, delimiter: str) -> CheckedFile | None:
    """The file if it keeps the rules and all its lines end in the same way, as DuckDB requires."""
    check = _Check(delimiter.encode())
    try:
        with open_bytes(path) as stream:
            rest = stream.read(len(BOM)).removeprefix(BOM)
            while new := stream.read(BLOCK):
                rest += new
                rest = rest[check.rows_of(rest) :]
                if check.failed or len(rest) > WINDOW:
                    return None
    except (OSError, EOFError, zlib.error) as error:
        raise unreadable(path, error) from error
    if rest:
        rest += b"\r\n" if check.ends_in_crlf else b"\n"
        if check.rows_of(rest) < len(rest) or check.failed:
            return None
    return CheckedFile(path, path, check.spans_lines)


def unreadable(path: str, error: Exception) -> ScanFailed:
    """The message for a file that cannot be opened or decompressed."""
    if isinstance(error, OSError) and error.strerror:
        return ScanFailed(f"{path} cannot be read: {error.strerror}")
    return ScanFailed(f"{path} is truncated or damaged: {error}; fetch it again")


class _Check:
    """What was found so far: whether a rule was broken, how lines end, whether cells span lines."""

    def __init__(self, delimiter: bytes) -> None:
        self.failed = False
        self.ends_in_crlf: bool | None = None
        self.spans_lines = False
        self._may_precede, self._may_follow = np.zeros(256, bool), np.zeros(256, bool)
        if len(delimiter) > 1:
            # A character of several bytes: its last is before a quote, its first after it.
            self.failed = True
        self._may_precede[[*delimiter, QUOTE, LINE_FEED]] = True
        self._may_follow[[*delimiter, QUOTE, LINE_FEED, RETURN]] = True

    def rows_of(self, block: bytes) -> int:
        """Checks the complete rows with which a block begins; returns their length in bytes."""
        if b'"' in block:
            return self._quoted_rows(block)
        end = block.rfind(b"\n") + 1
        returns = block.count(b"\r", 0, end)
        lines = block.count(b"\n", 0, end) if returns or self.ends_in_crlf else 1
        if end:
            self._check_line_ends(returns, block.count(b"\r\n", 0, end) if returns else 0, lines)
        return end

    def _quoted_rows(self, block: bytes) -> int:
        text = np.frombuffer(block, np.uint8)
        marks = np.flatnonzero((text == QUOTE) | (text == LINE_FEED))
        is_quote = text[marks] == QUOTE
        is_inside = (np.cumsum(is_quote, dtype=np.int32) & 1).astype(bool)
        ends = marks[~is_quote & ~is_inside]
        if not len(ends):
            return 0
        end = int(ends[-1]) + 1
        quotes = marks[is_quote]
        quotes = quotes[: np.searchsorted(quotes, end)]
        opening, closing = quotes[0::2], quotes[1::2]
        # Two quotes in a quoted cell are one quote of its text.
        preceding = text[opening - 1] if not len(opening) or opening[0] else text[opening[1:] - 1]
        self.failed |= not self._may_precede[preceding].all()
        self.failed |= not self._may_follow[text[closing + 1]].all()
        self.failed |= end > MAX_QUOTED and _too_long(opening, closing) is not None
        inside = marks[~is_quote & is_inside]
        self.spans_lines |= bool(len(inside[: np.searchsorted(inside, end)]))
        returns = block.count(b"\r", 0, end)
        paired = block.count(b"\r\n", 0, end) if returns else 0
        at_ends = int((text[ends[ends > 0] - 1] == RETURN).sum()) if returns else 0
        self.failed |= returns != paired
        self._check_line_ends(at_ends, at_ends, len(ends))
        return end

    def _check_line_ends(self, returns: int, paired: int, lines: int) -> None:
        ends_in_crlf = paired > 0
        if self.ends_in_crlf is None:
            self.ends_in_crlf = ends_in_crlf
        is_uniform = ends_in_crlf == self.ends_in_crlf and paired in (0, lines)
        self.failed |= returns != paired or not is_uniform


def _too_long(opening: Any, closing: Any) -> int | None:
    """Where a cell begins that is longer than MAX_QUOTED, if there is one."""
    begins = np.append(True, opening[1:] != closing[:-1] + 1)
    ends = np.append(begins[1:], True)
    cells = opening[begins]
    long = np.flatnonzero(closing[ends] - cells > MAX_QUOTED)
    return int(cells[long[0]]) if len(long) else None


def _copied(path: str, delimiter: str, copy: Path) -> CheckedFile:
    """The file as a copy without the lines that break the rules; its lines end in line feeds."""
    broken: list[BrokenLine] = []
    try:
        with open_bytes(path) as source, copy.open("wb") as target:
            for rows in _rows(path, source, delimiter, broken):
                _write(rows, target, path)
    except (OSError, EOFError, zlib.error) as error:
        raise unreadable(path, error) from error
    return CheckedFile(path, str(copy), spans_lines=True, broken=tuple(broken))


def _write(rows: bytes, target: IO[bytes], path: str) -> None:
    try:
        target.write(rows)
    except OSError as error:
        raise ScanFailed(
            f"a copy of {path} without its broken lines cannot be written: {error.strerror}; set "
            "TMPDIR to a folder with more space"
        ) from error


def _rows(
    path: str, source: IO[bytes] | Any, delimiter: str, broken: list[BrokenLine]
) -> Iterator[bytes]:
    """The rows that keep the rules, many at once; the lines that break them go to `broken`."""
    grammar = _Grammar(delimiter.encode())
    rest = source.read(len(BOM)).removeprefix(BOM)
    line = 1
    is_end = False
    while rest or not is_end:
        if len(rest) <= WINDOW and not is_end:
            new = source.read(2 * WINDOW)
            rest += new
            is_end = not new
            if is_end and rest and not rest.endswith(b"\n"):
                rest += b"\n"
        begin = 0
        while begin < len(rest) and (is_end or len(rest) - begin > WINDOW):
            end = grammar.end_of_rows(rest, begin)
            if end > begin:
                rows = rest[begin:end]
                line += rows.count(b"\n")
                yield _with_line_feeds(rows)
            elif end < len(rest):
                end = rest.find(b"\n", begin) + 1 or len(rest)
                text = rest[begin:end].rstrip(b"\r\n")
                reason = grammar.reason(rest, begin)
                if line == 1:
                    raise ScanFailed(f"{path} does not begin with a line of column names: {reason}")
                broken.append(BrokenLine(path, line, reason, text.decode("utf-8", "replace")))
                line += 1
            begin = end
        rest = rest[begin:]


class _Grammar:
    """RFC 4180 as patterns."""

    def __init__(self, delimiter: bytes) -> None:
        separator = re.escape(delimiter)
        quoted = b'"(?:[^"]++|"")*+"'
        plain = rb'(?:(?!%s)[^"\r\n])*+' % separator
        if len(delimiter) == 1:
            plain = rb'[^"\r\n%s]*+' % separator
        cell = b"(?:%s|%s)" % (quoted, plain)
        # A row that is only its line end keeps the rules: engines skip it.
        self._rows = re.compile(rb"(?:%s(?:%s%s)*+\r?\n)*+" % (cell, separator, cell))
        self._cells = re.compile(b"(?:%s%s)*+" % (cell, separator))
        self._quoted = re.compile(quoted)
        self._plain = re.compile(plain)

    def end_of_rows(self, text: bytes, begin: int) -> int:
        """Where the rows that keep the rules end, from `begin` on."""
        found = self._rows.match(text, begin)
        end = found.end() if found else begin
        if end - begin > MAX_QUOTED and b'"' in (rows := text[begin:end]):
            quotes = np.flatnonzero(np.frombuffer(rows, np.uint8) == QUOTE)
            cell = _too_long(quotes[0::2], quotes[1::2])
            if cell is not None and (found := self._rows.match(text, begin, begin + cell)):
                end = found.end()
        return end

    def reason(self, text: bytes, begin: int) -> str:
        """Why the row that begins here breaks the rules."""
        cells = self._cells.match(text, begin)
        at = cells.end() if cells else begin
        if text.startswith(b'"', at):
            quoted = self._quoted.match(text, at)
            if quoted is None or quoted.end() - at > MAX_QUOTED:
                return "a quote is never closed, or not within 1 MB"
            return "text follows a closing quote; a quote within quotes must be doubled"
        plain = self._plain.match(text, at)
        if plain and text.startswith(b'"', plain.end()):
            return (
                "a quote is inside a cell that does not begin with one; put the cell in quotes "
                "and double those within"
            )
        return "a carriage return is inside a cell without quotes"


def _with_line_feeds(rows: bytes) -> bytes:
    """The same rows, each ending in a line feed; quoted cells stay as they are."""
    if b"\r\n" not in rows:
        return rows
    parts = rows.split(b'"')
    parts[0::2] = [part.replace(b"\r\n", b"\n") for part in parts[0::2]]
    return b'"'.join(parts)
