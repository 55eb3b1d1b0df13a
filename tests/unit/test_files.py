"""Reading a file: what is not a file is refused, and the content decides the format."""

import hashlib
import io
import os
import socket
import sys
from pathlib import Path

import pytest

from loader.files import FileRows, read
from loader.problems import Problem
from tests.unit.sheets import header


def read_file(file: str) -> tuple[FileRows | None, list[str]]:
    problems: list[Problem] = []
    return read(file, header, problems), [str(problem) for problem in problems]


def test_the_result_has_the_name_and_the_hash_of_its_bytes(tmp_path: Path) -> None:
    file = tmp_path / "deals.txt"
    file.write_bytes(b"a,ignored\n1,2\n")
    sheet, problems = read_file(str(file))
    assert sheet
    assert (sheet.name, problems) == (str(file), [])
    assert sheet.sha256 == hashlib.sha256(b"a,ignored\n1,2\n").hexdigest()
    [row] = sheet.rows
    assert (row.cells, row.place.columns, row.place.line) == ({"a": "1"}, ("a", ""), 2)


def test_a_problem_has_the_number_of_its_column(tmp_path: Path) -> None:
    file = tmp_path / "deals.csv"
    file.write_bytes(b"ignored,a\n1,2\n")
    problems: list[Problem] = []
    sheet = read(str(file), header, problems)
    assert sheet
    sheet.rows[0].problem("a", "is wrong")
    assert [str(problem) for problem in problems] == [f"{file}:2:2 (a): is wrong"]


def test_stdin_is_called_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a\n1\n2,3\n")))
    sheet, problems = read_file("-")
    assert sheet
    assert (sheet.name, len(sheet.rows)) == ("stdin", 1)
    assert problems[0].startswith("stdin:3: has 2 cells")


def test_a_closed_stdin_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert read_file("-") == (
        None,
        ["stdin: cannot be read: stdin is closed, or the name contains a NUL"],
    )


def test_what_is_not_a_file_is_reported_without_blocking(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with socket.socket(socket.AF_UNIX) as listener:
        # Relative: the path of a socket must be short.
        here = Path.cwd()
        os.chdir(tmp_path)
        listener.bind("socket")
        os.chdir(here)
        for name, expected in {
            "pipe": "is a pipe, not a file",
            "folder": "is a folder",
            "socket": "is a device or socket",
            "loop": "cannot be read: ",
            "none.csv": "there is no such file",
            "folder/../none\0": "stdin is closed, or the name contains a NUL",
        }.items():
            sheet, [problem] = read_file(str(tmp_path / name))
            assert sheet is None
            assert expected in problem
    for device in ("/dev/null", "/dev/zero", "/dev/tty"):
        if Path(device).exists():
            assert "is a device" in read_file(device)[1][0]


def test_an_unreadable_file_is_reported() -> None:
    # A regular file to the system, and nothing at its start can be read.
    file = "/proc/self/mem"
    if Path(file).exists():
        assert read_file(file) == (None, [f"{file}: cannot be read: Input/output error"])


def test_control_characters_in_a_file_name_are_escaped(tmp_path: Path) -> None:
    file = f"{tmp_path}/a\x1b[31m\n\udcff.csv"
    Path(file).write_bytes(b"a\n1\n")
    sheet, _ = read_file(file)
    assert sheet
    assert sheet.name == rf"{tmp_path}/a\x1b[31m\n\udcff.csv"
    assert sheet.rows[0].place.file == sheet.name


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        (
            "a.xlsx",
            b"a,b\n1,2\n",
            "has the suffix of an XLSX file but is not one; save it again as an XLSX file",
        ),
        ("A.XLSX", b"", "is empty"),
        ("a.parquet", b"a,b\n1,2\n", "has the suffix of a Parquet file but is not one"),
        ("a.parquet", b"PAR1", "is not a readable Parquet file"),
        ("a.csv", b"PK\x03\x04 and so on", "is not a readable XLSX file"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old Excel file"),
        ("a.csv", b"\x1f\x8b\x08", "is compressed"),
        ("a.csv", b"%PDF-1.7", "is a PDF"),
        ("a.csv", b"", "is empty; its first line should name the columns"),
        ("a.csv", b" \n\r\n\t\n", "is empty"),
    ],
)
def test_content_that_is_not_a_table(
    tmp_path: Path, name: str, content: bytes, expected: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    sheet, [problem] = read_file(str(file))
    assert sheet is None
    assert expected in problem


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a", "a.txt"])
@pytest.mark.parametrize("content", [b"a\n1\n", b' [{"a": 1}]', b'\n{"a": "1"}'])
def test_the_content_decides_the_format(tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    sheet, problems = read_file(str(file))
    assert sheet
    assert ([row.cells for row in sheet.rows], problems) == ([{"a": "1"}], [])


def test_only_a_workbook_has_sheets(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"a\n1\n")
    problems: list[Problem] = []
    assert read(str(file), header, problems, sheet="Deals") is None
    assert "is not a workbook, so it has no sheet 'Deals'" in problems[0].message
