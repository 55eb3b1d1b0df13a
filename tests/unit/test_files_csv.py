"""CSV with any delimiter: its rows, their lines, and its problems."""

from collections.abc import Callable, Sequence

import pytest

from loader.files.cells import LARGEST_CELL
from loader.files.csv import rows_of_csv
from loader.files.input import InputFile, Unreadable
from loader.problems import Problem


def all_columns(names: Sequence[str], problem: Callable[[str], None]) -> tuple[str, ...] | None:
    if "bad" in names:
        problem("has a bad column")
        return None
    return tuple(names)


def rows(text: str) -> tuple[list[tuple[int, dict[str, str]]], list[tuple[int, str]]]:
    problems: list[Problem] = []
    found = rows_of_csv(text, InputFile("x", problems), all_columns)
    return (
        [(row.place.line, row.cells) for row in found],
        [(problem.line, problem.message) for problem in problems],
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_delimiter_is_found(delimiter: str, end: str) -> None:
    text = end.join(["payer,payee", '"a, ; \t| b",2', "", "3,4"])
    text = text.replace("r,p", f"r{delimiter}p").replace('",2', f'"{delimiter}2')
    text = text.replace("3,4", f"3{delimiter}4")
    assert rows(text) == (
        [(2, {"payer": "a, ; \t| b", "payee": "2"}), (4, {"payer": "3", "payee": "4"})],
        [],
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n1\n", [(2, {"a": "1"})]),
        ('"a;;;;b",c\n1,2\n', [(2, {"a;;;;b": "1", "c": "2"})]),
        ('"a ""x;y;z"" b",c\n1,2\n', [(2, {'a "x;y;z" b': "1", "c": "2"})]),
        ('"a\n;;",c\n1,2\n', [(3, {"a\n;;": "1", "c": "2"})]),
        ("sep=;\na;b\n1,0;2\n", [(3, {"a": "1,0", "b": "2"})]),
        ("SEP=|\r\n\r\na|b\r\n1|2\r\n", [(4, {"a": "1", "b": "2"})]),
        ("\n \n\na,b\n1,2\n", [(5, {"a": "1", "b": "2"})]),
        ("a,b\n,\n \t,\u3000\n1,2\n", [(4, {"a": "1", "b": "2"})]),
        ("a,b\n1,\n", [(2, {"a": "1", "b": ""})]),
    ],
)
def test_rows_and_their_lines(text: str, expected: list[tuple[int, dict[str, str]]]) -> None:
    assert rows(text) == (expected, [])


@pytest.mark.parametrize(
    "cell", ["007", "NA", "1e5", "2025-09", "nan", "None", "true", " x ", "'=1", "1,000.5", "-0"]
)
def test_text_stays_text(cell: str) -> None:
    assert rows(f"a;b\n{cell};1\n")[0] == [(2, {"a": cell, "b": "1"})]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "a;b\n1\n1;2;3\n",
            [
                (2, "has 1 cell, but the first line names 2 columns; put quotes around"),
                (3, 'a cell that contains a semicolon: "like; this"'),
            ],
        ),
        (
            "a\n1,2\n",
            [
                (
                    2,
                    "names 1 column; put quotes around a cell that contains a comma",
                )
            ],
        ),
        (
            '\n\na,b\n"1,2\n3,4\n',
            [(4, "is not CSV: unexpected end of data; look for an unclosed quote")],
        ),
        ("a,b\n1,2\n3,\0\n", [(3, "contains a NUL byte")]),
        ("\na,b\n\n1,\0\n", [(4, "contains a NUL byte")]),
        (f"a\n{'x' * (LARGEST_CELL + 1)}\n", [(2, "larger than field limit")]),
        ("\nbad,b\n1,2\n3\n", [(2, "has a bad column")]),
    ],
)
def test_problems_and_their_lines(text: str, expected: list[tuple[int, str]]) -> None:
    _, problems = rows(text)
    assert [line for line, _ in problems] == [line for line, _ in expected]
    assert all(part in message for (_, message), (_, part) in zip(problems, expected, strict=True))


@pytest.mark.parametrize("text", ["", "\n\n", " \t\r\n", "sep=;\n\n"])
def test_an_empty_file_is_a_problem(text: str) -> None:
    with pytest.raises(Unreadable, match="is empty; its first line should name the columns"):
        rows(text)
