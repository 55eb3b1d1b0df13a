"""JSON: an array of flat objects, or objects one after the other, commonly one a line."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from loader.files.source import Source, Unreadable
from loader.files.table import LARGEST_CELL, Header, TableRow
from loader.records import Place
from moneyloop.values.shown import shown

SPACE = re.compile(r"[ \t\r\n]*")
NO_TEXT = re.compile("[\0\ud800-\udfff]")


class _Pairs(list[tuple[str, Any]]):
    """An object: its keys and values, in the order of the file and with those that stand twice."""


class _NoNumber(str):
    """What Python takes for a number and JSON does not: NaN, Infinity."""

    __slots__ = ()


# Numbers stay what the file spells: no parser of the project takes them for text by mistake.
DECODER = json.JSONDecoder(
    object_pairs_hook=_Pairs, parse_int=str, parse_float=str, parse_constant=_NoNumber
)


def rows_of_json(text: str, source: Source, header: Header) -> list[TableRow]:
    """One row an object; its line is the one on which the object begins."""
    begins = _after_space(text, 0)
    if text[begins] == "[":
        values = _items(text, begins)
    elif _is_lines(text, begins):
        values = _lines(text, source)
    else:
        values = _values(text, begins)
    return _Rows(source, header, may_escape="\\u" in text).of(values)


class _Rows:
    """Turns objects into rows; asks for the meaning of the same keys once."""

    def __init__(self, source: Source, header: Header, *, may_escape: bool) -> None:
        self._source = source
        self._header = header
        self._may_escape = may_escape
        self._columns: dict[tuple[str, ...], tuple[str, ...] | None] = {}

    def of(self, values: Iterator[tuple[int, Any]]) -> list[TableRow]:
        rows = []
        try:
            for line, value in values:
                if (row := self._row(line, value)) is not None:
                    rows.append(row)
        except Unreadable as error:
            self._source.problem(str(error), error.line)
        return rows

    def _row(self, line: int, value: Any) -> TableRow | None:
        if type(value) is not _Pairs:
            self._source.problem('is no object; each deal should be {"column": "text", ...}', line)
            return None
        keys = tuple([key for key, _ in value])
        if keys not in self._columns:
            self._columns[keys] = self._meaning(keys, line)
        columns = self._columns[keys]
        if columns is None:
            return None
        cells = {}
        for column, (key, cell) in zip(columns, value, strict=True):
            if column:
                if type(cell) is not str or self._may_escape or len(cell) > LARGEST_CELL:
                    cell = self._text(key, cell, line)  # noqa: PLW2901 -- as text from here on
                    if cell is None:
                        return None
                cells[column] = cell
        place = Place(self._source.name, line, columns)
        return TableRow(place, cells, self._source.problems, guarded=False)

    def _meaning(self, keys: tuple[str, ...], line: int) -> tuple[str, ...] | None:
        def problem(message: str) -> None:
            self._source.problem(message, line)

        if twice := [key for key, count in Counter(keys).items() if count > 1]:
            problem(f"has the key {', '.join(map(shown, twice[:10]))} twice")
            return None
        return self._header(keys, problem)

    def _text(self, key: str, value: Any, line: int) -> str | None:
        """A value as a cell; None where it is none."""
        problem = None
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, _NoNumber):
            problem = f"is {value}, which is no number; write null where it is not known"
        elif isinstance(value, _Pairs | list):
            what = "a list" if type(value) is list else "an object"
            problem = f"holds {what}; a deal is flat, so write it as one text"
        elif len(value) > LARGEST_CELL:
            problem = f"holds more than {LARGEST_CELL:,} characters"
        elif NO_TEXT.search(value):
            problem = f"holds half of a character or a NUL: {shown(value)}"
        if problem:
            self._source.problem(f"the key {shown(key)} {problem}", line)
            return None
        text: str = value
        return text


def _after_space(text: str, at: int) -> int:
    found = SPACE.match(text, at)
    return found.end() if found else at


class _Position:
    """The line of a place in a text, told by going forward only."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._end = "\n" if "\n" in text else "\r"
        self._at, self._line = 0, 1

    def line(self, at: int) -> int:
        self._line += self._text.count(self._end, self._at, at)
        self._at = at
        return self._line


def _decoded(text: str, at: int, position: _Position) -> tuple[Any, int]:
    """The value that begins there, and where it ends."""
    try:
        return DECODER.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise Unreadable(_why(error), position.line(max(at, error.pos))) from error
    except RecursionError as error:
        raise Unreadable("is nested too deeply; a deal is flat", position.line(at)) from error


def _why(error: json.JSONDecodeError) -> str:
    there = error.doc[error.pos : error.pos + 20]
    return f"is not JSON: {error.msg} at {shown(there) if there else 'the end'}"


def _items(text: str, begins: int) -> Iterator[tuple[int, Any]]:
    """The items of an array, and the lines on which they begin."""
    position = _Position(text)
    at = _after_space(text, begins + 1)
    if text[at : at + 1] != "]":
        while True:
            line = position.line(at)
            value, end = _decoded(text, at, position)
            yield line, value
            at = _after_space(text, end)
            if text[at : at + 1] != ",":
                break
            at = _after_space(text, at + 1)
    if text[at : at + 1] != "]":
        there = shown(text[at : at + 20]) if text[at:] else "the end"
        raise Unreadable(
            f"is not JSON: a comma or the ] of the array is missing before {there}",
            position.line(at),
        )
    rest = _after_space(text, at + 1)
    if rest < len(text):
        raise Unreadable(
            f"goes on after the ] of its array: {shown(text[rest : rest + 20])}",
            position.line(rest),
        )


def _is_lines(text: str, begins: int) -> bool:
    """Whether the first object is all of its line; else it may go on in the next."""
    end = text.find("\n", begins)
    if end < 0:
        return True
    try:
        return DECODER.raw_decode(text, begins)[1] <= end
    except (json.JSONDecodeError, RecursionError):
        return text[begins:end].rstrip().endswith("}")


def _lines(text: str, source: Source) -> Iterator[tuple[int, Any]]:
    """A value a line; what is wrong with one does not hide the others."""
    for number, line in enumerate(text.split("\n"), 1):
        at = _after_space(line, 0)
        if at == len(line):
            continue
        try:
            value, end = _decoded(line, at, _Position(line))
            rest = _after_space(line, end)
            if rest < len(line):
                raise Unreadable(f"goes on after the object: {shown(line[rest : rest + 20])}")
        except Unreadable as error:
            source.problem(str(error), number)
        else:
            yield number, value


def _values(text: str, begins: int) -> Iterator[tuple[int, Any]]:
    """Values one after the other, however many lines each takes."""
    position = _Position(text)
    at = begins
    while at < len(text):
        line = position.line(at)
        value, end = _decoded(text, at, position)
        yield line, value
        at = _after_space(text, end)
