"""JSON: arrays and lines of flat objects, their lines, and everything that can be wrong."""

import json
import time
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader.files.json_text import rows_of_json
from loader.files.source import Source
from loader.files.table import LARGEST_CELL, TableRow
from loader.problems import Problem
from tests.unit.sheets import header

OnProgress = list[tuple[int, str]]


def read(text: str) -> tuple[list[TableRow], OnProgress]:
    problems: list[Problem] = []
    rows = rows_of_json(text, Source("x", problems), header)
    return rows, [(problem.line, problem.message) for problem in problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[]", []),
        (" [ ] \n", []),
        ('[{"a": 1}]', [(1, {"a": "1"})]),
        ('[\n  {"a": 1},\n\n  {\n "a": 2 }\n]\n', [(2, {"a": "1"}), (4, {"a": "2"})]),
        ('{"a": 1}', [(1, {"a": "1"})]),
        ('{\n"a":\n1\n}\n', [(1, {"a": "1"})]),
        ('{"a": 1}\n\n{"b": 2}\r\n{"a": "3"}', [(1, {"a": "1"}), (3, {"b": "2"}), (4, {"a": "3"})]),
        ('\n{\n"a": 1\n}\n{\n"a": 2\n}', [(2, {"a": "1"}), (5, {"a": "2"})]),
        ('[{"a": 1},\r{"a": 2}]', [(1, {"a": "1"}), (2, {"a": "2"})]),
        ('[{"ignored": {"x": [1]}, "a": "\\u00e9\\n"}]', [(1, {"a": "é\n"})]),
        ("[{}]", [(1, {})]),
    ],
)
def test_rows_and_their_lines(text: str, expected: list[tuple[int, dict[str, str]]]) -> None:
    rows, problems = read(text)
    assert ([(row.place.line, row.cells) for row in rows], problems) == (expected, [])


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("300000000000", "300000000000"),
        ("1.50", "1.50"),
        ("1e5", "1e5"),
        ("1E+400", "1E+400"),
        ("-0", "-0"),
        ("9" * 5000, "9" * 5000),
        ("0.1000000000000000055511151231257827", "0.1000000000000000055511151231257827"),
        ("true", "true"),
        ("false", "false"),
        ("null", ""),
        ('"007"', "007"),
        ('"NA"', "NA"),
        ('"null"', "null"),
        ('" x "', " x "),
        ('"\\ud83d\\ude00"', "😀"),
    ],
)
def test_values_are_the_text_of_the_file(value: str, cell: str) -> None:
    for text in (f'[{{"a": {value}}}]', f'{{"a": {value}}}', f'{{"a": {value}}}\n{{"a": 1}}'):
        rows, problems = read(text)
        assert (rows[0].cells, problems) == ({"a": cell}, [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[{"a": 1},\n{"a": [1]}]', [(2, "the key 'a' holds a list; a deal is flat")]),
        ('[{"a": {"b": 1}}]', [(1, "the key 'a' holds an object")]),
        ('[{"a": NaN}]', [(1, "the key 'a' is NaN, which is no number")]),
        ('{"a": -Infinity}', [(1, "is -Infinity")]),
        ('{"a": 1, "b": 2, "a": 3}', [(1, "has the key 'a' twice")]),
        ('{"a": "\\ud800"}', [(1, r"holds half of a character or a NUL: '\ud800'")]),
        ('{"a": "\\u0000"}', [(1, "holds half of a character or a NUL")]),
        (f'{{"a": "{"x" * (LARGEST_CELL + 1)}"}}', [(1, "holds more than 1,000,000 characters")]),
        ("[1,\n[2], null]", [(1, "is no object"), (2, "is no object"), (2, "is no object")]),
        ('[{"a": 1}\n{"a": 2}]', [(2, "a comma or the ] of the array is missing before '{")]),
        ('[{"a": 1}', [(1, "missing before the end")]),
        ("[", [(1, "is not JSON: Expecting value at the end")]),
        ('[{"a": 1},\n]', [(2, "is not JSON: Expecting value at ']'")]),
        ('[{"a": 1}]\n\nx', [(3, "goes on after the ] of its array: 'x'")]),
        ('[\n{"a":\n\n tru}]', [(4, "is not JSON: Expecting value at 'tru}]'")]),
        ("{", [(1, "is not JSON")]),
        ("{'a': 1}", [(1, "is not JSON")]),
        ('{"a": 1}\n{"a": 2\n{"a": 3}\n{"a": 4}}', [(2, "is not JSON"), (4, "goes on after")]),
        ('{"a": 1} {"a": 2}', [(1, "goes on after the object")]),
        ('{"a": 1\n{"a": 2}\n', [(2, "is not JSON")]),
        ('{"a" 1}\n{"a": 2}\n', [(1, "is not JSON")]),
        ('{"a": "x\ny"}', [(1, "is not JSON: Invalid control character at")]),
        ('{"bad": 1}\n{"a": 2}\n{"bad": 3}', [(1, "has a bad column")]),
        ("[" * 100_000, [(1, "is nested too deeply")]),
        ('{"a":' * 100_000, [(1, "is nested too deeply")]),
        ('[{"a": 1},\n{"a": ' + "[" * 100_000, [(2, "is nested too deeply")]),
    ],
)
def test_what_is_wrong_and_where(text: str, expected: OnProgress) -> None:
    _, problems = read(text)
    assert [line for line, _ in problems] == [line for line, _ in expected]
    assert all(part in message for (_, message), (_, part) in zip(problems, expected, strict=True))


def test_a_bad_line_does_not_hide_the_good_ones() -> None:
    rows, problems = read('{"a": 1}\n{"a": }\n{"a": 3}\n')
    assert [row.place.line for row in rows] == [1, 3]
    assert [line for line, _ in problems] == [2]


def test_the_meaning_of_the_same_keys_is_asked_once() -> None:
    asked = []

    def header(names: Sequence[str], tell: Callable[[str], None]) -> tuple[str, ...]:
        asked.append(tuple(names))
        return tuple(names)

    rows_of_json('[{"a":1,"b":2},{"a":3,"b":4},{"b":5,"a":6},{"a":7}]', Source("x", []), header)
    assert asked == [("a", "b"), ("b", "a"), ("a",)]


@pytest.mark.parametrize("line", ['{"a": 1}', '{"a": }', '{"a": [1]}', '{"a": 1}}', "[1]"])
def test_many_lines_take_no_longer_each(line: str) -> None:
    started = time.process_time()
    read("\n".join(['{"a": 1}', *[line] * 20_000]))
    read("[" + ",\n".join(['{"a": 1}', *[line] * 20_000]) + "]")
    # Thousands of times as long if each line had to count those before it.
    assert time.process_time() - started < 3


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
NAMES = TEXT.filter(lambda name: name not in ("bad", "ignored", ""))


@given(
    st.lists(st.dictionaries(NAMES, TEXT, min_size=1, max_size=4), min_size=1, max_size=5),
    st.booleans(),
    st.sampled_from([None, 1]),
)
def test_what_is_written_is_read(
    objects: list[dict[str, str]], is_ascii: bool, indent: int | None
) -> None:
    as_array = json.dumps(objects, ensure_ascii=is_ascii, indent=indent)
    as_lines = "\n".join(json.dumps(one, ensure_ascii=is_ascii, indent=indent) for one in objects)
    for text in (as_array, as_lines):
        rows, problems = read(text)
        assert ([row.cells for row in rows], problems) == (objects, [])


def test_text_is_taken_as_it_stands_without_a_guard_against_spreadsheets() -> None:
    [row], _ = read('[{"a": "\'=1+1"}]')
    assert row.text("a") == "'=1+1"
