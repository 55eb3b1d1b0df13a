"""Columns whose names say nothing, or not enough: what their cells and units say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from loader.deals.as_written.column_names import column_named, mapping_of, unit_in
from loader.deals.lines import DealLine, Options, ParsedLines, read_files
from moneyloop.values.amounts import Unit, parse_amount
from moneyloop.values.dates import format_period

URL = "https://example.org/a"


def read(tmp_path: Path, *rows: str, **options: Any) -> ParsedLines:
    file = tmp_path / "a.csv"
    file.write_text("\n".join(rows), "utf-8")
    return read_files([str(file)], Options(**options))


def read_json(tmp_path: Path, content: object, *maps: str) -> ParsedLines:
    file = tmp_path / "a.json"
    file.write_text(json.dumps(content, indent=1), "utf-8")
    return read_files([str(file)], Options(mapping=mapping_of(maps)))


def only(parsed: ParsedLines) -> DealLine:
    assert parsed.problems == ()
    [line] = parsed.lines
    return line


def messages(parsed: ParsedLines) -> list[str]:
    return [problem.message for problem in parsed.problems]


def test_a_column_of_types_is_known_by_its_cells(tmp_path: Path) -> None:
    rows = f"equity,a,b,{URL}", f"loan,a,c,{URL}", "Total,,,"
    parsed = read(tmp_path, "Transaction,Investor,To,URL", *rows)
    assert parsed.problems == ()
    assert [line.type for line in parsed.lines] == ["INVESTS_IN", "LENDS_TO"]
    assert any(
        "'Transaction' is read as type, judging by its cells" in str(note) for note in parsed.notes
    )


@pytest.mark.parametrize("name", ["Deal", "Instrument"])
def test_even_if_it_is_called_like_another_one(tmp_path: Path, name: str) -> None:
    line = only(read(tmp_path, f"Buyer,Seller,{name},Source", f"a,b,order,{URL}"))
    assert (line.type, line.deal, line.instrument) == ("BUYS_FROM", None, None)


def test_two_columns_of_types_are_a_question(tmp_path: Path) -> None:
    parsed = read(tmp_path, "X,Y,payer,payee,source", f"loan,equity,a,b,{URL}")
    [message] = messages(parsed)
    assert message.startswith("has no column type; its columns are 'X', 'Y', 'payer'")


def test_a_column_of_addresses_is_the_source(tmp_path: Path) -> None:
    line = only(read(tmp_path, "type,payer,payee,Where", "loan,a,b,wsj.com/articles/q"))
    assert line.source == "https://wsj.com/articles/q"


def test_beside_links_the_source_is_the_publisher(tmp_path: Path) -> None:
    line = only(read(tmp_path, "type,payer,payee,Source,Link", f"loan,a,b,Reuters,{URL}"))
    assert (line.source, line.publisher) == (URL, "Reuters")


@pytest.mark.parametrize(
    ("name", "column"),
    [
        *(("Payer / Investor", "payer"), ("Buyer or lender", "payer"), ("value_usd_m", "amount")),
        *(("Amount (in millions of US dollars)", "amount"), ("$M value", "amount")),
        *(("Payer / Payee", ""), ("Amount / Date", ""), ("Market cap", ""), ("Value date", "")),
    ],
)
def test_names_of_columns(name: str, column: str) -> None:
    assert column_named(name) == column


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        *(("USD millions", Unit("USD", 10**6)), ("Value ($000s)", Unit("USD", 10**3))),
        *(("Worth, EUR bn", Unit("EUR", 10**9)), ("amount_usd_bn", Unit("USD", 10**9))),
        *(("Deal value MUSD", Unit("USD", 10**6)), ("Amount", None), ("Value (T€)", None)),
    ],
)
def test_units_of_names(name: str, unit: Unit | None) -> None:
    found = unit_in(name)
    assert (found[0] if found else None) == unit


def test_a_column_that_is_called_by_its_unit_has_the_amounts(tmp_path: Path) -> None:
    line = only(read(tmp_path, "type,payer,payee,source,USD millions", f"loan,a,b,{URL},250"))
    assert line.amount == parse_amount("250 million USD")


@pytest.mark.parametrize("name", ["Ticket", "Ticket ($bn)"])
def test_amounts_are_never_left_out_without_a_question(tmp_path: Path, name: str) -> None:
    cell = "5" if "bn" in name else "$5bn"
    rows = f"type,payer,payee,source,{name}", f"loan,a,b,{URL},{cell}"
    [message] = messages(read(tmp_path, *rows))
    assert f"has no column amount, but '{name}' has amounts; add --map" in message
    line = only(read(tmp_path, *rows, mapping=mapping_of([f"{name}=amount"])))
    assert line.amount == parse_amount("5 billion USD")
    assert only(read(tmp_path, *rows, mapping=mapping_of([f"{name}="]))).amount is None


def test_nor_are_dates(tmp_path: Path) -> None:
    rows = "type,payer,payee,source,Reported,#", f"loan,a,b,{URL},9/10/26,1"
    [message] = messages(read(tmp_path, *rows))
    assert "has no column announced, but 'Reported' has dates" in message


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ('"$40,000,000,000"', "is too large for a column of $M"),
        ("3000000000", "is too large for a column of $M"),
        ("€300", "what? write million or billion"),
        ("1.200", "the magnitude of 1.200 is ambiguous"),
    ],
)
def test_numbers_that_may_not_be_in_the_unit(tmp_path: Path, cell: str, reason: str) -> None:
    rows = "type,payer,payee,source,Value ($M)", f"loan,a,b,{URL},{cell}"
    [message] = messages(read(tmp_path, *rows))
    assert reason in message


def test_a_unit_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    rows = "type,payer,payee,source,Value ($ x 10^5)", f"loan,a,b,{URL},3000000"
    [message, *_] = messages(read(tmp_path, *rows))
    assert message.startswith("the unit of 'Value ($ x 10^5)' cannot be read")


@pytest.mark.parametrize(
    ("cell", "same"),
    [
        *(("CA$3bn", "3 billion CAD"), ("3.5E+09 ", None), ("ca. $3bn", "3 billion USD")),
        *(("5亿美元", "500 million USD"), ("1.2조원", "1.2 trillion KRW")),
        *(("US $ 3 bn.", "3 billion USD"), ("1.5 Mrd US-Dollar", "1.5 billion USD")),
    ],
)
def test_amounts(tmp_path: Path, cell: str, same: str | None) -> None:
    rows = "type,payer,payee,source,amount", f"loan,a,b,{URL},{cell}"
    line = only(read(tmp_path, *rows, currency=None if same else "USD"))
    assert line.amount == parse_amount(same or "3.5 billion USD")


def test_one_dry_run_shows_all_problems(tmp_path: Path) -> None:
    """The payer is missing once, not on each line, and the cells of other columns are checked."""
    parsed = read(
        tmp_path,
        "type,Spender,payee,source,amount,date",
        f"loan,a,b,{URL},5,9/10/26",
        f"barter,a,b,{URL},$5bn,2026",
    )
    [payer, *cells] = parsed.problems
    assert payer.message.startswith("has no column payer (or from,")
    assert [(one.line, one.column) for one in cells] == [
        *((2, "amount"), (2, "announced"), (3, "type"))
    ]


def test_an_ambiguous_date_says_what_it_may_mean(tmp_path: Path) -> None:
    rows = "type,payer,payee,source,date", f"loan,a,b,{URL},9/10/26"
    [message] = messages(read(tmp_path, *rows))
    assert message == (
        "'9/10/26' may be 2026-10-09 or 2026-09-10; write the year first, as in 2025-09-22, or add "
        "--date-order (dmy, mdy) for all such dates"
    )


@pytest.mark.parametrize(
    ("cell", "day"),
    [("3Q26", "2026Q3"), ("1H 26", "2026H1"), ("Monday, October 5, 2026", "2026-10-05")]
    + [("2026. 10. 5.", "2026-10-05"), ("5th of October 2026", "2026-10-05")],
)
def test_dates(tmp_path: Path, cell: str, day: str) -> None:
    rows = "type,payer,payee,source,date", f'loan,a,b,{URL},"{cell}"'
    announced = only(read(tmp_path, *rows)).announced
    assert announced
    assert format_period(announced) == day


# JSON

DEAL = {
    "kind": "loan",
    "payer": {"name": "a", "country": "US"},
    "payee": {"legal_name": "b"},
    "amount": {"value": 3000000000, "currency": "USD"},
    "source": {"url": URL, "title": "t"},
    "tags": ["x", "y"],
}


def test_nested_values_name_all_options_at_once(tmp_path: Path) -> None:
    options = [
        *("payer.name=payer", "payee.legal_name=payee", "amount.value=amount"),
        *("amount.currency=currency", "source.url=source", "source.title=source_title", "tags="),
    ]
    [message] = messages(read_json(tmp_path, [DEAL]))
    assert message.endswith("; add " + " ".join(f"--map '{option}'" for option in options))
    line = only(read_json(tmp_path, [DEAL], *options))
    assert (line.payer, line.payee, line.source, line.source_title) == ("a", "b", URL, "t")
    assert line.amount == parse_amount("3 billion USD")


def test_a_list_under_an_empty_key(tmp_path: Path) -> None:
    parsed = read_json(tmp_path, [{"": ["a"], "source": {"url": URL}}])
    assert "--map 'source.url=source' --map '[0]='" in messages(parsed)[0]


def test_deals_in_a_list_within_an_object(tmp_path: Path) -> None:
    """With an indent of 1, the first deal begins on line 4."""
    deals = [{"type": "loan", "payer": "a", "payee": "b", "source": URL}] * 2
    parsed = read_json(tmp_path, {"updated": "2026-01-01", "deals": deals})
    assert parsed.problems == ()
    assert [line.place.line for line in parsed.lines] == [4, 10]
    assert "the deals are read from the list 'deals'" in str(parsed.notes[0])


# Workbooks


def test_without_a_complete_header_the_sheet_with_most_columns_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Firm", "Country"])
    deals = book.create_sheet("Q4")
    deals.append(["Type", "Who", "Payee", "Amount", "Link"])
    deals.append(["loan", "a", "b", "$1bn", URL])
    book.save(tmp_path / "a.xlsx")
    file = str(tmp_path / "a.xlsx")
    assert "has no column payer" in messages(read_files([file], Options()))[0]
    assert only(read_files([file], Options(mapping=mapping_of(["who=payer"])))).payer == "a"


def test_errors_in_columns_that_are_left_out_do_not_matter(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["type", "payer", "payee", "source", "Rate"])
    book.worksheets[0].append(["loan", "a", "b", URL, "=1/0"])
    book.save(tmp_path / "a.xlsx")
    assert only(read_files([str(tmp_path / "a.xlsx")], Options())).payer == "a"


@pytest.mark.parametrize(
    ("decimal", "cells"),
    [
        (
            "comma",
            {"1.500m €": "1.5bn EUR", "€1,500 Mrd": "1.5bn EUR", "1.234,5 Mio. €": "1234.5m EUR"},
        ),
        ("point", {"1,500m €": "1.5bn EUR", "€1,500 Mrd": "1500bn EUR", "€1.500 Mrd": "1.5bn EUR"}),
    ],
)
def test_the_decimal_mark_settles_amounts(
    tmp_path: Path, decimal: str, cells: dict[str, str]
) -> None:
    rows = [f'loan,a,b{number},{URL},"{cell}"' for number, cell in enumerate(cells)]
    parsed = read(tmp_path, "type,payer,payee,source,amount", *rows, decimal=decimal)
    assert parsed.problems == ()
    assert [line.amount for line in parsed.lines] == [parse_amount(one) for one in cells.values()]


def test_it_settles_numbers_below_a_unit(tmp_path: Path) -> None:
    rows = "type;payer;payee;source;Volumen (Mio. USD)", f"loan;a;b;{URL};10.000"
    [message] = messages(read(tmp_path, *rows))
    assert message.endswith("or add --decimal comma or point for all such amounts")
    assert only(read(tmp_path, *rows, decimal="comma")).amount == parse_amount("10 billion USD")
    assert only(read(tmp_path, *rows, decimal="point")).amount == parse_amount("10 million USD")


def test_a_unit_in_the_column_of_currencies(tmp_path: Path) -> None:
    rows = "type,payer,payee,source,amount,Contract currency", f"loan,a,b,{URL},90,USD bn"
    assert only(read(tmp_path, *rows)).amount == parse_amount("90 billion USD")


def test_numbers_of_rows_are_no_ids_of_deals(tmp_path: Path) -> None:
    rows = "type,payer,payee,source,Deal no.", f"loan,a,b,{URL},1"
    assert only(read(tmp_path, *rows)).deal is None
    rows = "type,payer,payee,source,Deal", f"loan,a,b,{URL},1"
    [message] = messages(read(tmp_path, *rows))
    assert "has only numbers, which would be ids of deals in the graph" in message
    assert only(read(tmp_path, *rows, mapping=mapping_of(["Deal=deal"]))).deal == "1"


def test_a_row_below_the_header_may_have_the_unit(tmp_path: Path) -> None:
    rows = "type,payer,payee,source,amount", ",,,,in USD millions", f"loan,a,b,{URL},90"
    parsed = read(tmp_path, *rows)
    assert only(parsed).amount == parse_amount("90 million USD")
    assert "2: has the unit 'in USD millions', which applies" in str(parsed.notes[0])


def test_another_unit_below_a_unit_is_a_problem(tmp_path: Path) -> None:
    rows = [f"loan,a,b,{URL},90", ",,,,$bn", f"loan,c,d,{URL},2"]
    for header, first in (("amount", ",,,,$M"), ("Value ($M)", f"loan,e,f,{URL},1")):
        parsed = read(tmp_path, f"type,payer,payee,source,{header}", first, *rows)
        assert any("is another unit than above; use one" in one for one in messages(parsed))
