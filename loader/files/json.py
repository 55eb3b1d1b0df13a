"""JSON: an array of flat objects, or a sequence of objects, commonly one on each line."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from loader.files.cells import LARGEST_CELL, TOO_LONG
from loader.files.input import InputFile, Unreadable
from loader.files.table import Header, Layout, TableRow, is_other
from loader.records import Place
from moneyloop.values.shown import shown

SPACE = re.compile(r"[ \t\r\n]*")
NOT_TEXT = re.compile("[\0\ud800-\udfff]")


class _Pairs(list[tuple[str, Any]]):
    """The keys and values of an object in the order of the file, repeated keys included."""


class NestedKey(str):
    """The path of a value that is nested in an object or a list, such as `payer.name`."""

    __slots__ = ()


class _NotANumber(str):
    """NaN and Infinity, which Python reads as numbers although JSON does not allow them."""

    __slots__ = ()


# Numbers stay as the file spells them: parsing them as floats would lose digits.
DECODER = json.JSONDecoder(
    object_pairs_hook=_Pairs, parse_int=str, parse_float=str, parse_constant=_NotANumber
)


def rows_of_json(text: str, file: InputFile, header: Header) -> list[TableRow]:
    """A row for each object. Its line is the one on which the object begins."""
    start = _after_space(text, 0)
    if text[start] == "[":
        values = _items(text, start)
    elif _is_lines(text, start):
        values = _lines(text, file)
    else:
        values = _values(text, start)
    if text[start] == "{" and isinstance(header, Layout):
        values = _unwrapped(text, values, header)
    return _Rows(file, header, may_escape="\\u" in text).of(values)


class _Rows:
    """Turns objects into rows; interprets each set of keys only once."""

    def __init__(self, file: InputFile, header: Header, *, may_escape: bool) -> None:
        self._file = file
        self._header = header
        self._may_escape = may_escape
        self._finds_paths = isinstance(header, Layout)
        self._columns: dict[tuple[str, ...], tuple[str, ...] | None] = {}

    def of(self, values: Iterator[tuple[int, Any]]) -> list[TableRow]:
        rows = []
        try:
            for line, value in values:
                if (row := self._row(line, value)) is not None:
                    rows.append(row)
        except Unreadable as error:
            self._file.problem(str(error), error.line)
        return rows

    def _row(self, line: int, value: Any) -> TableRow | None:
        if type(value) is not _Pairs:
            self._file.problem('is not an object; write each deal as {"column": "text", ...}', line)
            return None
        if self._finds_paths and any(type(cell) in (_Pairs, list) for _, cell in value):
            value = _flat(value)
        keys = tuple([key for key, _ in value])
        if keys not in self._columns:
            self._columns[keys] = self._interpret(keys, line)
        columns = self._columns[keys]
        if columns is None:
            return None
        cells = {}
        for column, (key, cell) in zip(columns, value, strict=True):
            if column and is_other(column):
                cells[column] = cell if type(cell) is str else ""
            elif column:
                if type(cell) is not str or self._may_escape or len(cell) > LARGEST_CELL:
                    cell = self._text(key, cell, line)  # noqa: PLW2901 -- text from here on
                    if cell is None:
                        return None
                cells[column] = cell
        place = Place(self._file.name, line, columns)
        return TableRow(place, cells, self._file.problems, guarded=False)

    def _interpret(self, keys: tuple[str, ...], line: int) -> tuple[str, ...] | None:
        def problem(message: str) -> None:
            self._file.problem(message, line)

        if twice := [key for key, count in Counter(keys).items() if count > 1]:
            problem(f"has the key {', '.join(map(shown, twice[:10]))} twice")
            return None
        return self._header(keys, problem)

    def _text(self, key: str, value: Any, line: int) -> str | None:
        """A value as the text of a cell; None if it is not valid there."""
        problem = None
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, _NotANumber):
            problem = f"is {value}, which is not valid JSON; write null if the value is unknown"
        elif isinstance(value, _Pairs | list):
            what = "a list" if type(value) is list else "an object"
            problem = f"is {what}; values cannot be nested, so write it as one string"
        elif len(value) > LARGEST_CELL:
            problem = TOO_LONG
        elif NOT_TEXT.search(value):
            problem = f"contains a NUL or a lone surrogate: {shown(value)}"
        if problem:
            self._file.problem(f"the key {shown(key)} {problem}", line)
            return None
        text: str = value
        return text


DEEPEST, MOST_ITEMS = 6, 20
"""How deep values are looked for, and in how many items of a list."""


def _flat(pairs: _Pairs) -> _Pairs:
    """The keys and values of an object, with a path for each value within another."""
    flat = _Pairs()
    for key, value in pairs:
        if type(value) in (_Pairs, list):
            flat += [(NestedKey(path), leaf) for path, leaf in _leaves(key, value, 1)]
        else:
            flat.append((key, value))
    return flat


def _leaves(path: str, value: Any, depth: int) -> Iterator[tuple[str, Any]]:
    if type(value) is _Pairs and value and depth < DEEPEST:
        for key, inner in value:
            yield from _leaves(f"{path}.{key}", inner, depth + 1)
    elif type(value) is list and value and depth < DEEPEST:
        for number, inner in enumerate(value[:MOST_ITEMS]):
            yield from _leaves(f"{path}[{number}]", inner, depth + 1)
    else:
        yield path, value


def _unwrapped(
    text: str, values: Iterator[tuple[int, Any]], layout: Layout
) -> Iterator[tuple[int, Any]]:
    """The values; if they are one object around a list of objects, the items of that list."""
    first = next(values, None)
    second = next(values, None) if first else None
    lists = _lists_of_objects(first[1]) if first and second is None else []
    if first and len(lists) == 1:
        [(key, items)] = lists
        layout.note(f"the deals are read from the list {shown(key)}", 0)
        return iter(_placed(text, key, items) or [(first[0], item) for item in items])
    return chain([one for one in (first, second) if one], values)


def _placed(text: str, key: str, items: list[Any]) -> list[tuple[int, Any]]:
    """The items of the list with this key, with their lines; none if it is not found."""
    for found in re.finditer(re.escape(json.dumps(key, ensure_ascii=False)) + r"\s*:\s*\[", text):
        placed = list(islice(_items(text, found.end() - 1), len(items)))
        if [item for _, item in placed] == items:
            return placed
    return []


def _lists_of_objects(value: Any) -> list[tuple[str, list[Any]]]:
    pairs = value if type(value) is _Pairs else []
    return [
        (key, item)
        for key, item in pairs
        if type(item) is list and item and all(type(one) is _Pairs for one in item)
    ]


def _after_space(text: str, at: int) -> int:
    found = SPACE.match(text, at)
    return found.end() if found else at


class _Position:
    """Counts the lines of a text up to positions that only ever move forward."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._end = "\n" if "\n" in text else "\r"
        self._at, self._line = 0, 1

    def line(self, at: int) -> int:
        self._line += self._text.count(self._end, self._at, at)
        self._at = at
        return self._line


def _decoded(text: str, at: int, position: _Position) -> tuple[Any, int]:
    """The value that begins at `at`, and the position where it ends."""
    try:
        return DECODER.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise Unreadable(_why(error), position.line(max(at, error.pos))) from error
    except RecursionError as error:
        raise Unreadable(
            "is nested too deeply; values cannot be nested", position.line(at)
        ) from error


def _why(error: json.JSONDecodeError) -> str:
    found = error.doc[error.pos : error.pos + 20]
    return f"is not JSON: {error.msg} at {shown(found) if found else 'the end'}"


def _items(text: str, start: int) -> Iterator[tuple[int, Any]]:
    """The items of an array, with the lines on which they begin."""
    position = _Position(text)
    at = _after_space(text, start + 1)
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
        found = shown(text[at : at + 20]) if text[at:] else "the end"
        raise Unreadable(
            f"is not JSON: a comma or the ] of the array is missing before {found}",
            position.line(at),
        )
    rest = _after_space(text, at + 1)
    if rest < len(text):
        raise Unreadable(
            f"has text after the ] of its array: {shown(text[rest : rest + 20])}",
            position.line(rest),
        )


def _is_lines(text: str, start: int) -> bool:
    """Whether the first object ends on its line, so that each line is a value of its own."""
    end = text.find("\n", start)
    if end < 0:
        return True
    try:
        return DECODER.raw_decode(text, start)[1] <= end
    except (json.JSONDecodeError, RecursionError):
        return text[start:end].rstrip().endswith("}")


def _lines(text: str, file: InputFile) -> Iterator[tuple[int, Any]]:
    """The value on each line; a problem with one does not hide the others."""
    for number, line in enumerate(text.split("\n"), 1):
        at = _after_space(line, 0)
        if at == len(line):
            continue
        try:
            value, end = _decoded(line, at, _Position(line))
            rest = _after_space(line, end)
            if rest < len(line):
                raise Unreadable(f"has text after the object: {shown(line[rest : rest + 20])}")
        except Unreadable as error:
            file.problem(str(error), number)
        else:
            yield number, value


def _values(text: str, start: int) -> Iterator[tuple[int, Any]]:
    """Values in sequence, each on any number of lines."""
    position = _Position(text)
    at = start
    while at < len(text):
        line = position.line(at)
        value, end = _decoded(text, at, position)
        yield line, value
        at = _after_space(text, end)
