"""Parquet and XLSX: reading a file back gives the same rows, and none of it is executable."""

import io
import zipfile
from datetime import UTC, date, datetime, time
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from loader.files.cells import text_of_number
from loader.files.input import InputFile
from loader.files.xlsx import rows_of_xlsx
from loader.problems import Problem
from moneyloop.graph.transaction import Rows
from moneyloop.publish.formats import contents, render
from moneyloop.report.cells import CannotRender, text_of
from moneyloop.values.spreadsheets import guarded, unguarded

# Neo4j and a workbook can hold a NUL, but moneyloop rejects files with one.
WILD = st.text(alphabet="=+-@\t\r\n'\"a,;_x0D東\x1f\uffff") | st.text(
    st.characters(codec="utf-8", exclude_characters="\0")
)
DAYS = st.dates(date(1900, 3, 1))
SAME_KIND = [
    st.integers(-(2**63), 2**63 - 1),
    WILD,
    st.booleans(),
    DAYS,
    # Excel keeps fifteen digits.
    st.floats(-1e15, 1e15).map(lambda number: float(f"{number:.15g}")),
    st.lists(WILD, max_size=3),
]


@st.composite
def tables(draw: st.DrawFn) -> Rows:
    """Columns of a single type each, with some unknown values."""
    # Readers ignore a column with a blank name.
    names = draw(st.lists(WILD.filter(str.strip), min_size=1, max_size=4, unique=True))
    kinds = [draw(st.sampled_from(SAME_KIND)) | st.none() for _ in names]
    return Rows(tuple(names), tuple(draw(st.lists(st.tuples(*kinds), max_size=4))))


def as_parquet(rows: Rows) -> Any:
    data = contents(rows, "parquet")
    assert isinstance(data, bytes)
    return parquet.read_table(io.BytesIO(data))


def as_xlsx(rows: Rows) -> bytes:
    data = contents(rows, "xlsx")
    assert isinstance(data, bytes)
    return data


REPORT = Rows(
    ("firm", "usd", "on", "contested", "deals", "share", "types", "usd_low", "note", "count_usd"),
    (
        (
            "nvidia",
            10**11,
            date(2025, 9, 22),
            True,
            ["a", "b"],
            0.5,
            [["X", "Y"], ["Z"]],
            None,
            None,
            2**62,
        ),
        ("=1+1", None, None, None, [], 1, None, None, None, None),
        ("amd", -5, date(2020, 1, 1), False, ["c"], 2.25, [], None, None, 1),
    ),
)


def test_parquet_columns_are_typed() -> None:
    table = as_parquet(REPORT)
    assert {field.name: str(field.type) for field in table.schema} == {
        "firm": "string",
        "usd": "int64",
        "on": "date32[day]",
        "contested": "bool",
        "deals": "list<element: string>",
        "share": "double",
        "types": "list<element: list<element: string>>",
        "usd_low": "int64",
        "note": "string",
        "count_usd": "int64",
    }
    assert [tuple(row.values()) for row in table.to_pylist()] == list(REPORT.rows)


@settings(max_examples=40)
@given(tables())
@example(Rows(("a",), ()))
def test_parquet_reads_back_to_the_same_rows(rows: Rows) -> None:
    table = as_parquet(rows)
    assert table.column_names == list(rows.columns)
    assert [tuple(row.values()) for row in table.to_pylist()] == list(rows.rows)


@pytest.mark.parametrize(
    ("values", "kind", "read_back"),
    [
        ([1, "x", None], "string", ["1", "x", None]),
        ([1, 2**60, 0.5], "string", ["1", str(2**60), "0.5"]),
        ([True, 1], "string", ["true", "1"]),
        ([["a", 1], ["b"]], "list<element: string>", [["a", "1"], ["b"]]),
        ([["a"], "b"], "string", ['["a"]', "b"]),
        ([{"id": "東"}], "string", ['{"id": "東"}']),
        (
            [datetime(2025, 1, 1, 5, tzinfo=UTC)],
            "timestamp[us, tz=UTC]",
            [datetime(2025, 1, 1, 5, tzinfo=UTC)],
        ),
        ([datetime(2025, 1, 1, 5)], "string", ["2025-01-01T05:00:00"]),
        ([time(7, 5)], "string", ["07:05:00"]),
        ([2**70], "string", [str(2**70)]),
        ([[], None], "list<element: string>", [[], None]),
    ],
)
def test_mixed_and_untyped_values_become_text(values: Any, kind: str, read_back: Any) -> None:
    table = as_parquet(Rows(("x",), tuple((value,) for value in values)))
    assert str(table.schema.field("x").type) == kind
    assert table.column("x").to_pylist() == read_back


def test_without_rows_the_columns_remain() -> None:
    empty = Rows(("firm", "usd", "capital_usd"), ())
    assert [str(field.type) for field in as_parquet(empty).schema] == ["string", "int64", "int64"]
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx(empty))).worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["firm", "usd", "capital_usd"]
    for name in ("parquet", "xlsx"):
        assert contents(Rows((), ()), name)


def test_a_workbook_is_formatted_for_people() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx(REPORT))).worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert all(cell.font.b for cell in sheet[1])
    assert not sheet["A2"].font.b
    assert [cell.value for cell in sheet[2]] == [
        "nvidia",
        10**11,
        datetime(2025, 9, 22),
        True,
        "a; b",
        0.5,
        "X|Y; Z",
        None,
        None,
        str(2**62),
    ]
    assert [cell.data_type for cell in sheet[2]][:6] == ["s", "n", "d", "b", "s", "n"]
    assert sheet["C2"].number_format.upper() == "YYYY-MM-DD"
    assert sheet.column_dimensions["B"].width == len(str(10**11)) + 2


@settings(max_examples=40)
@given(tables())
@example(Rows(("=a",), (("=1",), ("#REF!",), ("#N/A",), ("",))))
@example(Rows(("a",), (("_x000D_",), ("a\r\nb",))))
def test_a_workbook_reads_back_to_the_same_text(rows: Rows) -> None:
    problems: list[Problem] = []
    read = rows_of_xlsx(
        as_xlsx(rows), InputFile("x", problems), lambda names, report: tuple(names), None
    )
    assert problems == []
    texts = [[unguarded(row.cells.get(guarded(name), "")) for name in rows.columns] for row in read]
    expected = [[_shown(cell) for cell in row] for row in rows.rows]
    assert texts == [row for row in expected if any(row)]


def _shown(cell: Any) -> str:
    """A cell as an import reads it; only spaces means empty."""
    if isinstance(cell, float):
        return text_of_number(cell) or text_of(cell)
    text = text_of(cell)
    return text if guarded(text).strip() else ""


@settings(max_examples=40)
@given(tables())
@example(
    Rows(("=1+1",), (("\0",), ("=1+1",), ("@SUM(A1)",), ("+1",), ("-1",), ("\t=1",), ("\r=1",)))
)
def test_no_text_in_a_workbook_is_a_formula(rows: Rows) -> None:
    data = as_xlsx(rows)
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert not {cell.data_type for cell in cells} & {"f", "e"}
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert not any(text.startswith(("=", "+", "@", "\t", "\r")) for text in texts)
    # Only numbers too large for Excel start with a minus.
    assert all(text[1:].replace("inf", "0").isdigit() for text in texts if text.startswith("-"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f" not in xml


@pytest.mark.parametrize("text", ["=1", "#REF!", "#DIV/0!", "1e5", "007", "TRUE", "2025-09-22"])
def test_text_stays_text_in_a_workbook(text: str) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx(Rows(("x",), ((text,),))))).worksheets[0]
    assert (sheet["A2"].value, sheet["A2"].data_type) == (guarded(text), "s")
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            Rows(("note",), (("x" * 32_768,),)),
            "a cell of note has 32,768 characters, but XLSX is limited to 32,767",
        ),
        (Rows(("a",), ((1,),) * 1_048_576), "XLSX is limited to 1,048,575 rows"),
        (Rows(tuple(map(str, range(16_385))), ()), "XLSX is limited to"),
    ],
)
def test_rows_beyond_the_limits_of_excel_are_refused(rows: Rows, expected: str) -> None:
    with pytest.raises(CannotRender, match=expected):
        contents(rows, "xlsx")


def test_a_binary_format_cannot_be_rendered_as_text() -> None:
    with pytest.raises(TypeError, match="xlsx is not a text format"):
        render(REPORT, "xlsx")
    assert render(REPORT, "csv") == contents(REPORT, "csv")
