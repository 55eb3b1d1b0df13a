"""Tables of knowledge folders: rows with their lines, and every kind of problem."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from loader.files.cells import LARGEST_CELL
from loader.files.table import TableRow
from loader.folder.tables import read_table
from loader.problems import Problem
from moneyloop.values.dates import parse_period

NEEDED, OPTIONAL = ("id", "name"), ("note",)


def read(folder: Path, content: bytes | str) -> tuple[list[TableRow], list[Problem]]:
    file = folder / "firms.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    problems: list[Problem] = []
    return read_table(file, NEEDED, OPTIONAL, problems), problems


def cells(rows: list[TableRow]) -> list[tuple[int, list[str]]]:
    """The line of every row, and its cells."""
    return [(row.place.line, list(row.cells.values())) for row in rows]


GOOD: dict[str, tuple[bytes | str, list[tuple[int, list[str]]]]] = {
    "plain": ("id,name\na,A\nb,B\n", [(2, ["a", "A"]), (3, ["b", "B"])]),
    "no end of the last line": ("id,name\na,A", [(2, ["a", "A"])]),
    "columns in any order": ("Note, NAME ,iD\nn,A,a\n", [(2, ["n", "A", "a"])]),
    "byte order mark": ("\ufeffid,name\na,A\n", [(2, ["a", "A"])]),
    "quoted first column after a mark": ('\ufeff"id",name\na,A\n', [(2, ["a", "A"])]),
    "carriage returns": ("id,name\r\na,A\r\nb,B\r\n", [(2, ["a", "A"]), (3, ["b", "B"])]),
    "old Macintosh": ("id,name\ra,A\rb,B\r", [(2, ["a", "A"]), (3, ["b", "B"])]),
    "empty lines": ("id,name\n\na,A\n\n\nb,B\n", [(3, ["a", "A"]), (6, ["b", "B"])]),
    "header alone": ("id,name\n", []),
    "quotes": ('id,name\na,"A, ""B"""\n', [(2, ["a", 'A, "B"'])]),
    "line breaks in quotes": (
        'id,name\n"a\nb\n",A\r\nc,"\r\n"\nd,D\n',
        [(2, ["a\nb\n", "A"]), (5, ["c", "\r\n"]), (7, ["d", "D"])],
    ),
    "a line break in the header": ('id,"\nname\n"\na,A\n', [(4, ["a", "A"])]),
    # Python's splitlines ends a line at each of these; editors, and CSV, do not.
    "separators that end no line": (
        "id,name\na,\u2028\u2029\x85\x0b\x0c\x1c\nb,B\n",
        [(2, ["a", "\u2028\u2029\x85\x0b\x0c\x1c"]), (3, ["b", "B"])],
    ),
    "any script": ("id,name\n東京,ソフト\n", [(2, ["東京", "ソフト"])]),
}

BAD: dict[str, tuple[bytes | str, list[tuple[int, str]]]] = {
    "empty": ("", [(1, "is empty; its first line should be: id,name,note")]),
    "only a mark": ("\ufeff", [(1, "is empty")]),
    "no column": ("id,note\na,n\n", [(1, "has no column name")]),
    "several columns missing": ("note\n", [(1, "has no column id, name")]),
    "an empty first line": ("\nid,name\na,A\n", [(1, "has no column id, name")]),
    "semicolons": (
        "id;name\na;A\n",
        [(1, "has no column id, name"), (1, "unknown column 'id;name'")],
    ),
    "unknown column": (
        "id,name,nmae\n",
        [(1, "unknown column 'nmae'; the known columns are: id, name, note")],
    ),
    "unnamed column": ("id,name,\n", [(1, "unknown column ''")]),
    "column twice": ("id,name,ID\n", [(1, "has duplicate columns: id")]),
    "all of these": (
        "id,what,id\n",
        [(1, "has no column name"), (1, "unknown column 'what'"), (1, "has duplicate columns: id")],
    ),
    "too many cells": (
        "id,name\na,A\nb,B,B\n",
        [(3, "has 3 cells, but the first line names 2 columns; put quotes around")],
    ),
    "too few cells": (
        'id,name\n"a\n",A\nb\n\nc\n',
        [(4, "has 1 cell, but"), (6, "has 1 cell, but")],
    ),
    "an unclosed quote": (
        'id,name\na,A\nb,"B\nc,C\n',
        [(3, "look for an unclosed quote")],
    ),
    "text after a quote": ('id,name\n\n"a"b,A\n', [(3, "is not CSV")]),
    "a cell without end": (f"id,name\na,{'x' * (LARGEST_CELL + 1)}\n", [(2, "field limit")]),
    "not UTF-8": (b"id,name\na,A\nb,\xff\n", [(3, "is not UTF-8; save it as UTF-8")]),
    "UTF-16": ("id,name\na,A\n".encode("utf-16"), [(1, "is not UTF-8")]),
    "UTF-16 without a mark": ("id,name\na,A\n".encode("utf-16-le"), [(1, "contains a NUL byte")]),
    "a NUL byte": (b"id,name\na,A\nb,B\0\n", [(3, "contains a NUL byte, which is not text")]),
}


@pytest.mark.parametrize("case", GOOD)
def test_rows_and_their_lines(tmp_path: Path, case: str) -> None:
    content, expected = GOOD[case]
    rows, problems = read(tmp_path, content)
    assert (cells(rows), problems) == (expected, [])


@pytest.mark.parametrize("case", BAD)
def test_problems_and_their_lines(tmp_path: Path, case: str) -> None:
    content, expected = BAD[case]
    _, problems = read(tmp_path, content)
    found = [(problem.line, problem.message) for problem in problems]
    assert [line for line, _ in found] == [line for line, _ in expected]
    for (_, message), (_, part) in zip(found, expected, strict=True):
        assert part in message


def test_a_bad_row_does_not_hide_the_good_ones(tmp_path: Path) -> None:
    rows, problems = read(tmp_path, "id,name\na\nb,B\nc,C,C\nd,D\n")
    assert cells(rows) == [(3, ["b", "B"]), (5, ["d", "D"])]
    assert [problem.line for problem in problems] == [2, 4]


def test_an_unreadable_file_is_reported_without_a_line(tmp_path: Path) -> None:
    problems: list[Problem] = []
    assert read_table(tmp_path / "none.csv", NEEDED, OPTIONAL, problems) == []
    assert read_table(tmp_path, NEEDED, OPTIONAL, problems) == []
    assert [str(problem) for problem in problems] == [
        f"{tmp_path / 'none.csv'}: there is no such file; a knowledge folder needs it",
        f"{tmp_path}: cannot be read: Is a directory",
    ]


def test_an_optional_file_that_is_missing_has_no_rows(tmp_path: Path) -> None:
    problems: list[Problem] = []
    file = tmp_path / "none.csv"
    assert read_table(file, NEEDED, OPTIONAL, problems, is_optional=True) == []
    assert problems == []
    file.mkdir()
    assert read_table(file, NEEDED, OPTIONAL, problems, is_optional=True) == []
    assert [problem.message for problem in problems] == ["cannot be read: Is a directory"]


def a_row(tmp_path: Path, cell: str) -> tuple[TableRow, list[Problem]]:
    file = tmp_path / "x.csv"
    file.write_text(f'id,name\n"{cell}",A\n', "utf-8")
    problems: list[Problem] = []
    [row] = read_table(file, NEEDED, OPTIONAL, problems)
    return row, problems


def test_a_cell_is_trimmed_and_an_empty_cell_is_none(tmp_path: Path) -> None:
    assert a_row(tmp_path, " a b　")[0].text("id") == "a b"
    assert a_row(tmp_path, " ")[0].text("id") is None
    assert a_row(tmp_path, "a")[0].text("note") is None


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (" '=1", "=1"),
        ("''", "'"),
        ("'90s", "'90s"),
        ("'-5 million USD", "-5 million USD"),
        ("=1", "=1"),
        ("'@x ", "@x"),
        ("' =1", "' =1"),
    ],
)
def test_the_guard_against_spreadsheets_is_removed(tmp_path: Path, cell: str, text: str) -> None:
    assert a_row(tmp_path, cell)[0].text("id") == text


def test_problems_of_a_cell_have_line_and_column(tmp_path: Path) -> None:
    row, problems = a_row(tmp_path, "")
    assert row.needed("id") == ""
    assert row.needed_choice("id", ("x",)) == ""
    assert [str(problem) for problem in problems] == [
        f"{tmp_path / 'x.csv'}:2:1 (id): is empty; a value is needed here"
    ] * 2


@pytest.mark.parametrize("word", ["GRANTS_EQUITY_TO", "grants-equity-to", "Grants equity to"])
def test_a_choice_ignores_case_and_dashes(tmp_path: Path, word: str) -> None:
    row, problems = a_row(tmp_path, word)
    assert row.choice("id", ("BUYS_FROM", "GRANTS_EQUITY_TO")) == "GRANTS_EQUITY_TO"
    assert problems == []


def test_a_word_that_is_not_a_choice_is_reported_with_the_choices(tmp_path: Path) -> None:
    row, problems = a_row(tmp_path, "buy")
    assert row.choice("id", ("BUYS_FROM", "LENDS_TO")) is None
    [problem] = problems
    assert problem.message == "'buy' is not known here; write one of: BUYS_FROM, LENDS_TO"


@pytest.mark.parametrize(
    ("cell", "expected"), [("", ()), ("a", ("a",)), (" a ; b;;c ;", ("a", "b", "c")), (";", ())]
)
def test_items_of_a_list_are_separated_by_semicolons(
    tmp_path: Path, cell: str, expected: tuple[str, ...]
) -> None:
    assert a_row(tmp_path, cell)[0].listed("id") == expected


def test_text_that_a_parser_refuses_is_a_problem_of_the_cell(tmp_path: Path) -> None:
    row, problems = a_row(tmp_path, "2025-13")
    assert row.parsed("id", parse_period) is None
    assert row.parsed("note", parse_period) is None
    [problem] = problems
    assert (problem.field, problem.column) == (1, "id")
    assert "there is no month 13" in problem.message


CELL = st.text(alphabet='ab ,;"\n\r\t東\u2028', max_size=6)


@given(st.lists(st.tuples(CELL, CELL), max_size=6), st.sampled_from(["\n", "\r\n"]))
@example([("\n", "a"), ("", "\r\n")], "\r\n")
def test_written_csv_is_read_back_with_its_lines(
    tmp_path_factory: pytest.TempPathFactory, table: list[tuple[str, str]], end: str
) -> None:
    out, expected = io.StringIO(), []
    writer = csv.writer(out, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(NEEDED)
    for row in table:
        # Each of \\r\\n, \\n and \\r ends one line.
        so_far = out.getvalue().replace("\r\n", "\n").replace("\r", "\n")
        expected.append((so_far.count("\n") + 1, list(row)))
        writer.writerow(row)
    rows, problems = read(tmp_path_factory.mktemp("table"), out.getvalue())
    assert (cells(rows), problems) == (expected, [])
