"""Cells for spreadsheets: what is written reads back, and none of it runs."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from moneyloop.values.spreadsheets import csv_line, guarded, unguarded, xml_escaped, xml_unescaped

WILD = st.text(alphabet="=+-@\t\r\n'\",; aｱ東\u2028") | st.text()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-$5bn", "'-$5bn"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("'90s", "''90s"),
        ("'", "''"),
        ("a=1", "a=1"),
        (" =1", " =1"),
        ("", ""),
    ],
)
def test_text_that_would_run_gets_a_guard(text: str, written: str) -> None:
    assert guarded(text) == written
    assert unguarded(written) == text


@pytest.mark.parametrize("text", ["=1", "-1", "a'b", "' x", "'x"])
def test_text_without_a_guard_is_unchanged(text: str) -> None:
    assert unguarded(text) == text


@given(WILD)
def test_every_text_reads_back(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.lists(WILD, min_size=1))
@example(["a\rb"])
@example([""])
def test_every_line_reads_back(cells: list[str]) -> None:
    line = csv_line(cells)
    assert line.endswith("\n")
    assert list(csv.reader(io.StringIO(line, newline=""), strict=True)) == [cells]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a\rb", "a_x000D_b"),
        ("\0\x1f\uffff", "_x0000__x001F__xFFFF_"),
        ("_x000D_", "_x005F_x000D_"),
        ("_x0041_", "_x005F_x0041_"),
        ("a\tb\nc_x", "a\tb\nc_x"),
        ("snake_case_x00_", "snake_case_x00_"),
    ],
)
def test_characters_not_allowed_in_xml_are_escaped(text: str, written: str) -> None:
    assert xml_escaped(text) == written
    assert xml_unescaped(written) == text


@given(st.text(alphabet="_x0DF5eE\r\0\x1f\uffff a") | st.text())
@example("_x005F_x000D_")
@example("_x000_x000D_")
@example("_x000D_x000D_")
def test_every_text_survives_xml(text: str) -> None:
    assert xml_unescaped(xml_escaped(text)) == text
