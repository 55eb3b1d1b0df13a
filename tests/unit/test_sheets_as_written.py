"""Whole files as people keep them: titles, totals, remarks, units, several sheets, nested JSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from loader.deals.as_written.column_names import mapping_of
from loader.deals.lines import DealLine, Options, ParsedLines, read_files
from loader.problems import BadInput
from moneyloop.terminal.fixed import write_rows_with_problems
from moneyloop.values.amounts import parse_amount
from moneyloop.values.dates import format_period

URL = "https://example.org/a"
HEADER = ["Kind of deal ", "Who pays", "Who gets paid", "Deal value", "Date announced", "Link", "#"]
ROW = ["purchase", "a", "b", "$1bn", "2026-09-14", URL, "1"]


def book(file: Path, *sheets: Sequence[Sequence[Any]], number_format: str | None = None) -> str:
    workbook = openpyxl.Workbook()
    for number, rows in enumerate(sheets):
        sheet = workbook.worksheets[0] if number == 0 else workbook.create_sheet(f"More {number}")
        for row in rows:
            sheet.append(list(row))
        if number_format:
            for row in sheet.iter_rows():
                for cell in row:
                    if isinstance(cell.value, date):
                        cell.number_format = number_format
    workbook.save(file)
    return str(file)


def text(file: Path, content: str) -> str:
    file.write_text(content, "utf-8")
    return str(file)


def read(file: str, **options: Any) -> ParsedLines:
    return read_files([file], Options(**options))


def only(parsed: ParsedLines) -> DealLine:
    assert parsed.problems == ()
    [line] = parsed.lines
    return line


def notes(parsed: ParsedLines) -> str:
    return "\n".join(str(note).rpartition("/")[2] for note in parsed.notes)


def test_a_sheet_of_a_newsroom_needs_no_editing(tmp_path: Path) -> None:
    """Title, blank rows, names and words of columns, a total, a comment: one deal is left."""
    parsed = read(
        book(
            tmp_path / "a.xlsx",
            [
                ["AI deals – collected by newsdesk (DRAFT)"],
                [],
                HEADER,
                ROW,
                [],
                ["TOTAL", None, None, "$1bn"],
                ["Note: figures were not checked"],
            ],
        )
    )
    line = only(parsed)
    assert (line.type, line.payer, line.payee, line.source) == ("BUYS_FROM", "a", "b", URL)
    assert line.place.line == 4
    found = notes(parsed)
    assert "a.xlsx:3: is the header; what is above it is left out" in found
    assert "the column '#' is left out" in found
    assert "(type): 'purchase' is read as BUYS_FROM" in found
    assert "a.xlsx:6: is a total ('TOTAL'); it is left out" in found
    assert "a.xlsx:7: is a comment ('Note: figures were not checked'); it is left out" in found


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_same_in_csv_whatever_the_title_has(tmp_path: Path, mark: str) -> None:
    lines = [
        "AI deals, collected by us; a draft",
        "",
        mark.join(HEADER),
        mark.join(ROW),
        mark.join(["Total", "", "", "$1bn", "", "", ""]),
        "# checked by Anna",
        "Sum",
    ]
    parsed = read(text(tmp_path / "a.csv", "\n".join(lines)))
    assert only(parsed).place.line == 4
    assert "a.csv:5: is a total" in notes(parsed)
    assert "a.csv:6: is a comment" in notes(parsed)
    assert "a.csv:7: is a total" in notes(parsed)


@pytest.mark.parametrize(
    "row",
    [
        ["", "", "", "$9bn", "", "", "Total"],
        ["Grand total", "", "", "$9bn", "", "", ""],
        ["", "Sum", "", "$9bn", "", "", ""],
        ["", "", "合計", "$9bn", "", "", ""],
        ["Gesamt:", "", "", "$9bn", "", "", ""],
        ["* preliminary", "", "", "", "", "", ""],
        ["", "", "", "", "", "", "see the second sheet"],
        ["Deals of the autumn", "", "", "", "", "", ""],
        ["", "", "", "$9bn", "", "", ""],
        ["Running total", "", "", "$9bn", "", "", ""],
        HEADER,
    ],
)
def test_rows_that_are_no_deals_are_left_out_with_a_note(tmp_path: Path, row: list[str]) -> None:
    parsed = read(book(tmp_path / "a.xlsx", [HEADER, ROW, row]))
    assert only(parsed).payer == "a"
    assert "a.xlsx:3: " in notes(parsed)
    assert "left out" in notes(parsed)


@pytest.mark.parametrize(
    "row",
    [
        ["purchase", "", "", "$9bn", "", "", ""],
        ["", "Acme", "", "", "", "", ""],
        ["purchase", "Total Energies", "Acme", "", "", "", ""],
        ["purchase", "", "", "", "", "", ""],
    ],
)
def test_an_incomplete_deal_is_not_left_out(tmp_path: Path, row: list[str]) -> None:
    parsed = read(book(tmp_path / "a.xlsx", [HEADER, ROW, row]))
    assert {problem.line for problem in parsed.problems} == {3}


def test_a_firm_called_total_pays(tmp_path: Path) -> None:
    parsed = read(book(tmp_path / "a.xlsx", [HEADER, ["purchase", "Total", *ROW[2:]]]))
    assert only(parsed).payer == "Total"


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_the_row_of_the_header_can_be_given(tmp_path: Path, suffix: str) -> None:
    rows = [["type", "payer", "payee", "date"], [], HEADER, ROW]
    if suffix == "csv":
        file = text(tmp_path / "a.csv", "\n".join(",".join(row) for row in rows))
    else:
        file = book(tmp_path / "a.xlsx", rows)
    assert only(read(file, header_row=3)).source == URL
    [problem] = read(file, header_row=9).problems
    assert "correct --header-row" in problem.message


def test_columns_can_be_named(tmp_path: Path) -> None:
    file = text(tmp_path / "a.csv", f"Sort,A,B,Where,Amout\nloan,a,b,{URL},x\n")
    [amout, missing] = read(file).problems
    assert "did you mean amount? Add --map 'Amout=amount'" in amout.message
    assert "has no column payer" in missing.message
    assert "payee" in missing.message
    assert "--map 'NAME=payer'" in missing.message
    maps = ["sort=type", "A=payer", "B=to", "where=source", "Amout="]
    assert only(read(file, mapping=mapping_of(maps))).type == "LENDS_TO"
    [problem] = read(file, mapping=mapping_of([*maps, "Nowhere=note"])).problems
    assert "no file has the column of --map 'nowhere'" in problem.message


@pytest.mark.parametrize("option", ["type", "=type", "a=colour", ""])
def test_what_map_cannot_mean(option: str) -> None:
    with pytest.raises(ValueError, match="NAME=COLUMN"):
        mapping_of([option])


@pytest.mark.parametrize(
    ("name", "cell", "same"),
    [
        ("Value ($M)", "1200", "1.2 billion USD"),
        ("Value ($M)", 1200, "1.2 billion USD"),
        ("Amount, USD bn", 1.5, "1.5 billion USD"),
        ("Deal size (US$ millions)", "1,200", "1.2 billion USD"),
        ("Amount in EUR m", "600", "600 million EUR"),
        ("金額（億円）", "30", "3 billion JPY"),
        ("Value $bn", "up to 3", "up to 3 billion USD"),
        ("Amount (USD)", 3500000000, "3.5 billion USD"),
        ("Value ($M)", "€1.5bn", "1.5 billion EUR"),
        ("Betrag (Mio. €)", "1,5", "1.5 million EUR"),
    ],
)
def test_the_unit_of_a_header(tmp_path: Path, name: str, cell: Any, same: str) -> None:
    header = ["type", "payer", "payee", "source", name]
    parsed = read(book(tmp_path / "a.xlsx", [header, ["loan", "a", "b", URL, cell]]))
    assert only(parsed).amount == parse_amount(same)


def test_amounts_without_a_currency_name_the_option(tmp_path: Path) -> None:
    file = book(tmp_path / "a.xlsx", [HEADER, [*ROW[:3], 3500000000, *ROW[4:]]])
    [problem] = read(file).problems
    assert "--currency USD sets it" in problem.message
    assert only(read(file, currency="USD")).amount == parse_amount("3.5 billion USD")


def test_an_ambiguous_date_names_the_option(tmp_path: Path) -> None:
    file = book(tmp_path / "a.xlsx", [HEADER, [*ROW[:4], "9/10/26", *ROW[5:]]])
    [problem] = read(file).problems
    assert "--date-order" in problem.message
    line = only(read(file, date_order="mdy"))
    assert line.announced
    assert format_period(line.announced) == "2026-09-10"


def test_the_header_may_give_the_order(tmp_path: Path) -> None:
    header = ["type", "payer", "payee", "source", "Date (DD/MM/YYYY)"]
    file = book(tmp_path / "a.xlsx", [header, ["loan", "a", "b", URL, "9/10/2026"]])
    line = only(read(file))
    assert line.announced
    assert format_period(line.announced) == "2026-10-09"


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [("mmm-yy", "2025-09"), ("yyyy", "2025"), ("mmmm yyyy", "2025-09"), ("d mmm yy", "2025-09-01")],
)
def test_a_cell_that_shows_a_month_is_a_month(
    tmp_path: Path, number_format: str, shown: str
) -> None:
    """In Excel, `Sep-25` is stored as 2025-09-01 with the format mmm-yy."""
    rows: list[list[Any]] = [HEADER, [*ROW[:4], date(2025, 9, 1), *ROW[5:]]]
    line = only(read(book(tmp_path / "a.xlsx", rows, number_format=number_format)))
    assert line.announced
    assert format_period(line.announced) == shown


def test_escapes_of_xlsx_are_decoded(tmp_path: Path) -> None:
    rows = [HEADER, ["loan", "Foo_x0020_Bar_x00A0_Labs", "_x005F_x0020_", *ROW[3:]]]
    line = only(read(book(tmp_path / "a.xlsx", rows)))
    assert (line.payer, line.payee) == ("Foo Bar Labs", "_x0020_")


def test_of_several_sheets_the_one_with_deals_is_read(tmp_path: Path) -> None:
    firms = [["name", "country"], ["a", "US"]]
    parsed = read(book(tmp_path / "a.xlsx", firms, [["Deals"], HEADER, ROW], [["remarks"]]))
    assert only(parsed).payer == "a"
    assert "'More 1' has deals and is read, not 'Sheet', 'More 2'" in notes(parsed)
    [problem] = read(book(tmp_path / "b.xlsx", [HEADER, ROW], [HEADER, ROW])).problems
    assert "choose one with --sheet" in problem.message


def test_nested_values_are_refused_with_their_path_or_mapped(tmp_path: Path) -> None:
    deal = {"type": "loan", "payer": {"name": "a", "at": {"c": "US"}}, "payee": "b", "source": URL}
    file = text(tmp_path / "a.json", json.dumps([deal]))
    [nested] = read(file).problems
    assert "'payer.name', 'payer.at.c'" in nested.message
    assert "--map 'payer.name=payer'" in nested.message
    assert only(read(file, mapping=mapping_of(["payer.name=payer"]))).payer == "a"
    extra = text(tmp_path / "b.json", json.dumps([deal | {"payer": "a", "tags": ["x"]}]))
    assert "'tags[0]'" in read(extra).problems[0].message
    assert only(read(extra, mapping=mapping_of(["tags="]))).payer == "a"


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.xlsx", "a.parquet"])
@pytest.mark.parametrize("content", ["", "\n"])
def test_an_empty_file_is_called_empty(tmp_path: Path, name: str, content: str) -> None:
    [problem] = read(text(tmp_path / name, content)).problems
    if not content or name in ("a.csv", "a.json"):
        assert problem.message.startswith("is empty")


def test_equal_notes_are_counted(tmp_path: Path) -> None:
    parsed = read(book(tmp_path / "a.xlsx", [HEADER, ROW, ROW, ROW]))
    assert "'purchase' is read as BUYS_FROM (2 more like it)" in notes(parsed)


def test_a_fixed_file_has_what_was_understood_and_can_be_imported(
    tmp_path: Path,
) -> None:
    """A lease of 1 billion with a date that may be the 9th or the 10th."""
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(f"Kind,Who pays,Who gets paid,Value,Date,Link\nlease,a,b,$1bn,9/10/26,{URL}\n")
    fixed = tmp_path / "fixed.csv"
    parsed = read_files([str(sheet)], Options())
    with pytest.raises(BadInput):
        write_rows_with_problems(fixed, parsed, Options(), parsed.problems)
    [row] = csv.DictReader(fixed.read_text("utf-8").splitlines())
    assert (row["type"], row["announced"]) == ("LEASES_FROM", "9/10/26")
    assert "--date-order" in row["problem"]
    again = read_files([str(fixed)], Options(date_order="dmy"))
    assert again.problems == ()
    assert again.notes[0].message == "'9/10/26' is read as 2026-10-09"
