"""XLSX: the cells of a sheet, and files that are broken or hostile."""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.workbook.workbook import Workbook

from loader.files.input import InputFile, Unreadable
from loader.files.table import TableRow
from loader.files.xlsx import rows_of_xlsx
from loader.problems import Problem
from tests.unit.sheets import header

SHEET = "xl/worksheets/sheet1.xml"


def book(*rows: Sequence[Any]) -> bytes:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.worksheets[0].append(list(row))
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def changed(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one of its parts replaced."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)
    return out.getvalue()


def with_rows(xml: str) -> bytes:
    """A workbook whose sheet has these rows, given as XML."""

    def replaced(content: bytes) -> bytes:
        return re.sub(
            rb"<sheetData.*(</sheetData>|/>)", rb"<sheetData>ROWS</sheetData>", content
        ).replace(b"ROWS", xml.encode())

    return changed(book(["a"]), SHEET, replaced)


def read(data: bytes, sheet: str | None = None) -> tuple[list[TableRow], list[str]]:
    problems: list[Problem] = []
    rows = rows_of_xlsx(data, InputFile("x", problems), header, sheet)
    return rows, [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (300000000000, "300000000000"),
        (12.0, "12"),
        (0.5, "0.5"),
        (-1.25, "-1.25"),
        (1e22, "10000000000000000000000"),
        (1e-7, "0.0000001"),
        (date(2025, 9, 22), "2025-09-22"),
        (datetime(2025, 9, 22), "2025-09-22"),
        (datetime(2025, 9, 22, 13, 30), "2025-09-22"),
        (time(9, 30), "09:30:00"),
        (timedelta(hours=30), "1 day, 6:00:00"),
        (True, "true"),
        (False, "false"),
        ("007", "007"),
        ("NA", "NA"),
        ("1e5", "1e5"),
        ("2025-09", "2025-09"),
        ("'=1+1", "'=1+1"),
        (" x ", " x "),
        ("a_x000D_b", "a\rb"),
        ("エヌビディア", "エヌビディア"),
    ],
)
def test_values_as_text(value: Any, cell: str) -> None:
    rows, problems = read(book(["a"], [value]))
    assert ([row.cells for row in rows], problems) == ([{"a": cell}], [])


def test_lines_are_rows_of_the_sheet_and_fields_its_columns() -> None:
    data = book(
        [],
        [None, "b", "ignored", None, "e"],
        [],
        [None, 1, 2, None, "x"],
        ["", " "],
        [None, None, 5],
        [None, None, None, None, "y"],
    )
    rows, problems = read(data)
    assert [(row.place.line, row.cells) for row in rows] == [
        (4, {"b": "1", "e": "x"}),
        (6, {}),
        (7, {"e": "y"}),
    ]
    assert problems == []
    rows[0].problem("e", "is wrong")
    assert read(data)[1] == []
    assert str(rows[0].problems[0]) == "x:4:5 (e): is wrong"


def test_problems_of_cells() -> None:
    rows, problems = read(
        book(["a", "b"], ["#REF!", 1], ["=1+1", "=2"], [1, 2, 3], ["fine", 4], ["_x0000_", 5])
    )
    assert [row.cells for row in rows] == [{"a": "fine", "b": "4"}]
    assert problems == [
        "x:2:1 (a): is the error '#REF!'; write the value instead",
        "x:3:1 (a): is a formula that was never calculated; write its value",
        "x:3:2 (b): is a formula that was never calculated; write its value",
        "x:4: has a cell to the right of the last named column",
        "x:6:1 (a): contains a NUL character, which is not text",
    ]


def test_a_formula_has_its_calculated_value() -> None:
    data = with_rows(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
        '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c></row>'
        '<row r="3"><c r="A3" t="str"><f>"x"</f><v>x</v></c></row>'
        '<row r="4"><c r="A4" t="inlineStr"><is><r><t>a</t></r><r><t> b</t></r></is></c></row>'
        '<row r="5"><c r="A5" t="n"><v>3E11</v></c></row>'
        '<row r="6"><c r="A6" t="n"><v>1E999</v></c></row>'
    )
    rows, problems = read(data)
    assert [row.cells["a"] for row in rows] == ["2", "x", "a b", "300000000000"]
    assert problems == ["x:6:1 (a): is a number that is too large"]


def test_a_header_that_is_refused() -> None:
    assert read(book([], ["bad"], ["x"])) == ([], ["x:2: has a bad column"])


def several() -> bytes:
    workbook = openpyxl.Workbook()
    workbook.worksheets[0].title = "Cover"
    for name in ("Hidden", "Deals", "2025"):
        workbook.create_sheet(name).append(["a"])
        workbook[name].append([name])
    workbook["Hidden"].sheet_state = "hidden"
    return saved(workbook)


@pytest.mark.parametrize(
    ("sheet", "expected"),
    [
        ("deals", "Deals"),
        (" DEALS ", "Deals"),
        ("2025", "2025"),
        ("2", "Deals"),
        ("3", "2025"),
        ("hidden", "Hidden"),
    ],
)
def test_a_sheet_is_chosen_by_name_or_number(sheet: str, expected: str) -> None:
    assert [row.cells for row in read(several(), sheet)[0]] == [{"a": expected}]


@pytest.mark.parametrize(
    ("sheet", "expected"),
    [
        (None, "has several sheets: 'Deals', '2025'; choose one with --sheet NAME"),
        ("4", "has no sheet '4'; its sheets are: 'Cover', 'Deals', '2025'"),
        ("0", "has no sheet '0'"),
        ("", "has no sheet ''"),
        ("٣", "has no sheet"),
        ("9" * 9999, "has no sheet"),
        ("Cover", "is empty; the first row should name the columns"),
    ],
)
def test_a_sheet_that_does_not_exist(sheet: str | None, expected: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(several(), sheet)
    assert expected in str(caught.value)


def test_the_only_sheet_that_is_not_empty_needs_no_name() -> None:
    workbook = openpyxl.Workbook()
    workbook.create_sheet("Deals").append(["a"])
    workbook["Deals"].append([1])
    assert [row.cells for row in read(saved(workbook))[0]] == [{"a": "1"}]
    with pytest.raises(Unreadable, match="is empty"):
        read(saved(openpyxl.Workbook()))


def packed(*parts: tuple[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


def lying(data: bytes) -> bytes:
    """A zip bomb that claims that its members are small."""
    end = data.rindex(b"PK\x05\x06")
    directory = int.from_bytes(data[end + 16 : end + 20], "little")
    at = data.index(b"sheet1.xml", directory) - len("xl/worksheets/") - 46
    return data[: at + 24] + (1000).to_bytes(4, "little") + data[at + 28 :]


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY a%d "%s">' % (i, (b"&a%d;" % (i - 1) if i else b"&a;") * 10) for i in range(12)
)

HARMFUL = {
    "no zip": b"PK\x03\x04" + b"x" * 100,
    "cut off": book(["a"], [1])[:-30],
    "only a zip": packed(("hello.txt", b"hello")),
    "nothing": packed(),
    "an OpenDocument": packed(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")),
    "a bomb": packed(("xl/workbook.xml", bytes(200_000_000))),
    "a bomb of many parts": packed(*((f"{i}.xml", bytes(5_000_000)) for i in range(40))),
    "a bomb that lies": lying(changed(book(["a"]), SHEET, lambda xml: xml + b" " * 50_000_000)),
    "another packing": packed(("xl/workbook.xml", b"x"), packing=zipfile.ZIP_LZMA),
    "broken XML": changed(book(["a"], [1]), SHEET, lambda xml: xml[:-40]),
    "entities": changed(
        book(["a"]), SHEET, lambda xml: ENTITIES + b"]>" + xml.replace(b"<sheetData>", b"&a11;")
    ),
    "entities in the names": changed(
        book(["a"]), "xl/workbook.xml", lambda xml: ENTITIES + b"]><x>&a11;</x>"
    ),
    "an outer file": changed(
        book(["a"]),
        SHEET,
        lambda xml: b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
    ),
    "deep": changed(book(["a"]), SHEET, lambda xml: b"<a>" * 200_000),
    "a style that is not there": with_rows('<row r="1"><c r="A1" s="x"><v>1</v></c></row>'),
    "a text that is not there": with_rows('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'),
    "a column too far": with_rows('<row r="1"><c r="ABCDE1"><v>1</v></c></row>'),
    "a number of many digits": with_rows(f"<row><c><v>{'9' * 5000}</v></c></row>"),
}


@pytest.mark.parametrize("case", HARMFUL)
def test_a_broken_or_hostile_file_is_one_problem(case: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(HARMFUL[case])
    assert "passwd" not in str(caught.value)


def test_cells_at_the_far_end_of_a_sheet_cost_nothing() -> None:
    rows, problems = read(
        with_rows(
            '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row>'
            '<row r="1048576"><c r="XFD1048576"><v>3</v></c></row>'
            '<row r="99999999999999"><c r="A1"><v>4</v></c></row>'
        )
    )
    assert [(row.place.line, row.cells) for row in rows] == [
        (1048576, {"2": "3"}),
        (99999999999999, {"1": "4"}),
    ]
    assert problems == []


def test_an_impossible_date_is_an_error() -> None:
    data = changed(
        book(["a"], [date(2025, 1, 1)]), SHEET, lambda xml: xml.replace(b"45658", b"9" * 12)
    )
    assert read(data) == ([], ["x:2:1 (a): is the error '#VALUE!'; write the value instead"])


@given(st.integers(-(10**15), 10**15) | st.floats(-1e15, 1e15).map(lambda x: float(f"{x:.15g}")))
def test_numbers_are_exact(number: float) -> None:
    [row], _ = read(
        with_rows(
            '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
            f'<row r="2"><c r="A2"><v>{number!r}</v></c></row>'
        )
    )
    assert float(row.cells["a"]) == number
    assert re.fullmatch(r"-?[0-9]+(\.[0-9]*[1-9])?", row.cells["a"])
