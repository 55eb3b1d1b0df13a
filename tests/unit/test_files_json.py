"""JSON: arrays and lines of flat objects, their lines, and every kind of problem."""

import json
import time
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader.files.cells import LARGEST_CELL
from loader.files.input import InputFile
from loader.files.json import rows_of_json
from loader.files.table import TableRow
from loader.problems import Problem
from tests.unit.sheets import header

Problems = list[tuple[int, str]]


def read(text: str) -> tuple[list[TableRow], Problems]:
    problems: list[Problem] = []
    rows = rows_of_json(text, InputFile("x", problems), header)
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
def test_values_keep_the_spelling_of_the_file(value: str, cell: str) -> None:
    for text in (f'[{{"a": {value}}}]', f'{{"a": {value}}}', f'{{"a": {value}}}\n{{"a": 1}}'):
        rows, problems = read(text)
        assert (rows[0].cells, problems) == ({"a": cell}, [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[{"a": 1},\n{"a": [1]}]', [(2, "the key 'a' is a list; values cannot be nested")]),
        ('[{"a": {"b": 1}}]', [(1, "the key 'a' is an object")]),
        ('[{"a": NaN}]', [(1, "the key 'a' is NaN, which is not valid JSON")]),
        ('{"a": -Infinity}', [(1, "is -Infinity")]),
        ('{"a": 1, "b": 2, "a": 3}', [(1, "has the key 'a' twice")]),
        ('{"a": "\\ud800"}', [(1, r"contains a NUL or a lone surrogate: '\ud800'")]),
        ('{"a": "\\u0000"}', [(1, "contains a NUL or a lone surrogate")]),
        (f'{{"a": "{"x" * (LARGEST_CELL + 1)}"}}', [(1, "has more than 1,000,000 characters")]),
        (
            "[1,\n[2], null]",
            [(1, "is not an object"), (2, "is not an object"), (2, "is not an object")],
        ),
        ('[{"a": 1}\n{"a": 2}]', [(2, "a comma or the ] of the array is missing before '{")]),
        ('[{"a": 1}', [(1, "missing before the end")]),
        ("[", [(1, "is not JSON: Expecting value at the end")]),
        ('[{"a": 1},\n]', [(2, "is not JSON: Expecting value at ']'")]),
        ('[{"a": 1}]\n\nx', [(3, "has text after the ] of its array: 'x'")]),
        ('[\n{"a":\n\n tru}]', [(4, "is not JSON: Expecting value at 'tru}]'")]),
        ("{", [(1, "is not JSON")]),
        ("{'a': 1}", [(1, "is not JSON")]),
        ('{"a": 1}\n{"a": 2\n{"a": 3}\n{"a": 4}}', [(2, "is not JSON"), (4, "has text after")]),
        ('{"a": 1} {"a": 2}', [(1, "has text after the object")]),
        ('{"a": 1\n{"a": 2}\n', [(2, "is not JSON")]),
        ('{"a" 1}\n{"a": 2}\n', [(1, "is not JSON")]),
        ('{"a": "x\ny"}', [(1, "is not JSON: Invalid control character at")]),
        ('{"bad": 1}\n{"a": 2}\n{"bad": 3}', [(1, "has a bad column")]),
        ("[" * 100_000, [(1, "is nested too deeply")]),
        ('{"a":' * 100_000, [(1, "is nested too deeply")]),
        ('[{"a": 1},\n{"a": ' + "[" * 100_000, [(2, "is nested too deeply")]),
    ],
)
def test_problems_and_their_lines(text: str, expected: Problems) -> None:
    _, problems = read(text)
    assert [line for line, _ in problems] == [line for line, _ in expected]
    assert all(part in message for (_, message), (_, part) in zip(problems, expected, strict=True))


def test_a_bad_line_does_not_hide_the_good_ones() -> None:
    rows, problems = read('{"a": 1}\n{"a": }\n{"a": 3}\n')
    assert [row.place.line for row in rows] == [1, 3]
    assert [line for line, _ in problems] == [2]


def test_the_same_keys_are_interpreted_once() -> None:
    headers = []

    def header(names: Sequence[str], problem: Callable[[str], None]) -> tuple[str, ...]:
        headers.append(tuple(names))
        return tuple(names)

    rows_of_json('[{"a":1,"b":2},{"a":3,"b":4},{"b":5,"a":6},{"a":7}]', InputFile("x", []), header)
    assert headers == [("a", "b"), ("b", "a"), ("a",)]


@pytest.mark.parametrize("line", ['{"a": 1}', '{"a": }', '{"a": [1]}', '{"a": 1}}', "[1]"])
def test_time_is_linear_in_the_number_of_lines(line: str) -> None:
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
def test_written_objects_are_read_back(
    objects: list[dict[str, str]], is_ascii: bool, indent: int | None
) -> None:
    as_array = json.dumps(objects, ensure_ascii=is_ascii, indent=indent)
    as_lines = "\n".join(json.dumps(one, ensure_ascii=is_ascii, indent=indent) for one in objects)
    for text in (as_array, as_lines):
        rows, problems = read(text)
        assert ([row.cells for row in rows], problems) == (objects, [])


def test_text_in_json_carries_no_guard_against_spreadsheets() -> None:
    [row], _ = read('[{"a": "\'=1+1"}]')
    assert row.text("a") == "'=1+1"
