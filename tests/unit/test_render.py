"""Rows as text: what each format preserves, and what it must escape."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime, time
from typing import Any

import click
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from moneyloop.graph.transaction import Rows
from moneyloop.publish.formats import formats, render
from moneyloop.publish.formats.table import WIDTH_WITHOUT_TERMINAL
from moneyloop.report.cells import are_numbers, json_value, text_of

NAN, INFINITY = float("nan"), float("inf")
NODE = {"labels": ["Firm"], "properties": {"id": "softbank", "name": "ソフトバンク"}}

SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text()
CELLS = SCALARS | st.floats(allow_nan=False, allow_infinity=False) | st.lists(SCALARS, max_size=3)


@st.composite
def tables(draw: st.DrawFn, cells: st.SearchStrategy[Any] = CELLS) -> Rows:
    columns = draw(st.lists(st.text(min_size=1), min_size=1, max_size=4, unique=True))
    rows = draw(st.lists(st.tuples(*[cells] * len(columns)), max_size=4))
    return Rows(tuple(columns), tuple(rows))


def single(value: Any, column: str = "x") -> Rows:
    return Rows((column,), ((value,),))


def test_the_formats_are_found() -> None:
    data = ["csv", "html", "json", "jsonl", "markdown", "parquet", "table", "xlsx"]
    assert formats() == ["atom", *data]


@pytest.mark.parametrize(
    ("value", "as_text", "as_json"),
    [
        (None, "", None),
        (True, "true", True),
        (-5, "-5", -5),
        (0.1, "0.1", 0.1),
        (NAN, "nan", None),
        (-INFINITY, "-inf", None),
        ("a; b", "a; b", "a; b"),
        (date(2025, 9, 22), "2025-09-22", "2025-09-22"),
        (datetime(2025, 9, 22, 7, 5, tzinfo=UTC), *["2025-09-22T07:05:00+00:00"] * 2),
        (time(7, 5), "07:05:00", "07:05:00"),
        ([], "", []),
        (["a", None, 1], "a; ; 1", ["a", None, 1]),
        (
            [["BUYS_FROM", "LENDS_TO"], ["INVESTS_IN"]],
            "BUYS_FROM|LENDS_TO; INVESTS_IN",
            [["BUYS_FROM", "LENDS_TO"], ["INVESTS_IN"]],
        ),
        ([date(2025, 9, 22)], "2025-09-22", ["2025-09-22"]),
        (NODE, json.dumps(NODE, ensure_ascii=False), NODE),
        (
            [{"on": date(2025, 9, 22), "at": NAN}],
            '{"on": "2025-09-22", "at": null}',
            [{"on": "2025-09-22", "at": None}],
        ),
        ((1.0, 2.0), "[1.0, 2.0]", [1.0, 2.0]),
        (b"ab", "b'ab'", "b'ab'"),
    ],
)
def test_a_value_as_text_and_as_json(value: Any, as_text: str, as_json: Any) -> None:
    assert text_of(value) == as_text
    assert json_value(value) == as_json
    assert json.loads(render(single(value), "json")) == [{"x": as_json}]
    assert json.loads(render(single(value), "jsonl")) == {"x": as_json}


@pytest.mark.parametrize(
    ("values", "expected"),
    [([1, 2.5, None], True), ([None], True), ([], True), ([True, 1], False), (["1"], False)],
)
def test_columns_of_numbers(values: list[Any], expected: bool) -> None:
    assert are_numbers(values) is expected


# json and jsonl


@given(tables())
def test_json_reads_back_to_the_same_rows(rows: Rows) -> None:
    # As pairs, so that the order of the keys is compared, too.
    read = json.loads(render(rows, "json"), object_pairs_hook=list)
    assert read == [list(row.items()) for row in rows.maps()]


@given(tables())
def test_json_lines_has_one_object_per_line(rows: Rows) -> None:
    text = render(rows, "jsonl")
    assert [json.loads(line) for line in text.split("\n")[:-1]] == rows.maps()
    assert text.count("\n") == len(rows.rows)


def test_json_is_an_array_with_one_row_per_line_and_readable_japanese() -> None:
    rows = Rows(("z", "a"), ((1, "ドル"), (2, "円")))
    assert render(rows, "json") == '[{"z": 1, "a": "ドル"},\n {"z": 2, "a": "円"}]\n'
    assert render(rows, "jsonl") == '{"z": 1, "a": "ドル"}\n{"z": 2, "a": "円"}\n'


def test_without_rows_there_is_an_empty_array_or_only_a_header() -> None:
    empty = Rows(("a",), ())
    assert (render(empty, "json"), render(empty, "jsonl")) == ("[]\n", "")
    assert (render(empty, "csv"), render(empty, "markdown")) == ("a\n", "| a |\n| ---: |\n")
    assert "a" in render(empty, "table")


# csv


@given(tables())
@example(single("a\rb"))
@example(single("a\r\nb"))
@example(Rows(("=a", "'b"), (("=1", -1), ("''", [-1]))))
def test_csv_reads_back_to_the_same_text(rows: Rows) -> None:
    def unguarded(cell: str) -> str:
        return cell[1:] if re.match(r"'[=+\-@\t\r']", cell) else cell

    read = list(csv.reader(io.StringIO(render(rows, "csv"), newline=""), strict=True))
    assert [[unguarded(cell) for cell in line] for line in read] == [
        list(rows.columns),
        *([text_of(value) for value in row] for row in rows.rows),
    ]


@given(
    tables(
        st.text(alphabet="=+-@\t\r\n'\"a,;"),
    )
)
def test_no_text_cell_starts_a_formula(rows: Rows) -> None:
    read = csv.reader(io.StringIO(render(rows, "csv"), newline=""))
    assert all(
        not cell.startswith(("=", "+", "-", "@", "\t", "\r")) for line in read for cell in line
    )


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("'quoted", "''quoted"),
        (["=1", "2"], "'=1; 2"),
        ("a=1", "a=1"),
        (" =1", " =1"),
        (-1, "-1"),
        (-1.5, "-1.5"),
        (-INFINITY, "-inf"),
        (None, '""'),
        ("a,b", '"a,b"'),
        ('say "x"', '"say ""x"""'),
        ("a\rb", '"a\rb"'),
    ],
)
def test_csv_cells(value: Any, cell: str) -> None:
    assert render(single(value), "csv") == f"x\n{cell}\n"


# markdown


def test_markdown_is_a_table_with_numbers_right_aligned() -> None:
    rows = Rows(("firm", "lost_usd", "firms"), (("amd", 5, ["a", "b"]), ("meta", None, [])))
    assert render(rows, "markdown") == (
        "| firm | lost_usd | firms |\n| --- | ---: | --- |\n| amd | 5 | a; b |\n| meta |  |  |\n"
    )


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a|b", r"a\|b"),
        ("*a* _b_ `c` ~~d~~", r"\*a\* \_b\_ \`c\` \~\~d\~\~"),
        ("capital_usd", "capital_usd"),
        ("_private", r"\_private"),
        ("[text](http://x)", r"\[text\](http://x)"),
        ("<b>&amp;</b>", "&lt;b&gt;&amp;amp;&lt;/b&gt;"),
        ("back\\slash", r"back\\slash"),
        ("two\nlines\r\n  and\tmore", "two lines and more"),
        ("\u2028", ""),
    ],
)
def test_markdown_escapes_markup(text: str, escaped: str) -> None:
    assert render(single(text), "markdown") == f"| x |\n| --- |\n| {escaped} |\n"
    assert render(Rows((f"{text} x",), ()), "markdown").startswith(
        f"| {escaped} x |".replace("  ", " ")
    )


@given(tables())
def test_markdown_has_one_line_per_row_and_one_cell_per_column(rows: Rows) -> None:
    lines = render(rows, "markdown").split("\n")[:-1]
    assert len(lines) == len(rows.rows) + 2
    for line in lines:
        borders = re.findall(r"(?<!\\)(?:\\\\)*\|", line)
        assert len(borders) == len(rows.columns) + 1
        assert not re.search("[<>\r]", line)


# table


@pytest.fixture(autouse=True)
def at_a_wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


def shown(rows: Rows) -> list[str]:
    return click.unstyle(render(rows, "table")).rstrip("\n").split("\n")


def test_a_table_is_written_as_people_write() -> None:
    rows = Rows(
        ("firm", "lost_usd", "without_usd", "share", "contested", "types"),
        (
            ("amd", 6_300_000_000, 2, 0.25, True, [["BUYS_FROM", "LENDS_TO"], ["INVESTS_IN"]]),
            ("softbank", None, 1_000_000, None, False, []),
        ),
    )
    assert shown(rows) == [
        " firm      lost usd  without usd  share  contested  types",
        " " + "─" * 71,
        " amd          $6.3B            2   0.25  yes        BUYS_FROM + LENDS_TO",
        "                                                    INVESTS_IN",
        "",
        " softbank         –      1000000      –  no",
    ]


WIDE = Rows(
    ("funder", "capital_usd", "capital_deals", "revenue_deals"),
    (("nvidia", 10**9, ["a-deal-with-a-long-name"], ["another-deal-with-a-long-name"]),),
)


@pytest.mark.parametrize(
    ("columns", "left_out"),
    [
        (100, []),
        (60, ["revenue_deals"]),
        (40, ["capital_deals", "revenue_deals"]),
    ],
)
def test_lists_of_deals_are_left_out_if_there_is_no_room(
    monkeypatch: pytest.MonkeyPatch, columns: int, left_out: list[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    text = "".join("".join(shown(WIDE)).split())
    for name, deal in zip(WIDE.columns[2:], ("a-deal", "another-deal"), strict=True):
        assert (deal in text) is (name not in left_out)
    if left_out:
        assert f"noroomfor{','.join(left_out)}:useawiderterminalor--formatjson" in text
    else:
        assert "noroom" not in text


def test_ids_are_broken_into_lines_if_there_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    rows = Rows(
        ("deal", "announced", "usd"),
        (("nvidia-openai-letter-of-2025-09", date(2025, 9, 22), 10**11),),
    )
    assert shown(rows)[2:] == [
        " nvidia-openai-       2025-09-22  $100B",
        " letter-of-2025-09",
    ]


def test_rows_become_blocks_if_no_table_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    url = "https://example.org/" + "a" * 40
    rows = Rows(
        ("deal", "usd_low", "types", "url", "note"),
        (("a-b", None, ["X", "Y"], url, "some words"), ("c-d", 5, [], url, None)),
    )
    assert shown(rows) == [
        "deal     a-b",
        "types    X",
        "         Y",
        f"url      {url}",
        "note     some words",
        "",
        "deal     c-d",
        "usd low  $5",
        f"url      {url}",
    ]


@pytest.mark.parametrize("columns", [100, 60, 40, 20, 10, 3, 1])
@given(tables())
def test_no_table_is_wider_than_the_terminal(columns: int, rows: Rows) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(columns))
        lines = shown(rows)
    is_table = any(set(line) == {" ", "─"} for line in lines)
    assert not is_table or all(cell_len(line) <= columns for line in lines)


def test_without_a_terminal_the_width_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS")
    text = single("word " * 100)
    assert max(map(cell_len, shown(text))) <= WIDTH_WITHOUT_TERMINAL


def test_wide_characters_are_aligned() -> None:
    rows = Rows(
        ("name", "next"),
        (("ソフトバンク", "x"), ("amd", "x"), ("ｿﾌﾄ", "x"), ("é", "x"), ("東京", "x")),
    )
    lines = shown(rows)[2:]
    assert {cell_len(line.removesuffix("x")) for line in lines} == {cell_len(" ソフトバンク  ")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x1b[31mred", r"\x1b[31mred"),
        ("\x9b31m", r"\x9b31m"),
        ("a\rb", r"a\rb"),
        ("two\nlines", r"two\nlines"),
        ("nul\0", r"nul\x00"),
        ("\u202edrow", r"\u202edrow"),
        ("[bold]text[/bold]", "[bold]text[/bold]"),
        (":smile:", ":smile:"),
        ("約　3000億", "約　3000億"),
        ("a\u00a0b", "a\u00a0b"),
    ],
)
def test_cells_and_headers_cannot_control_the_terminal(text: str, expected: str) -> None:
    assert expected in shown(single(text))[2]
    assert expected in shown(single([text]))[2]
    assert expected in shown(Rows((text,), ((1,),)))[0]


@given(tables())
def test_no_control_character_reaches_the_terminal(rows: Rows) -> None:
    assert all(char == "\n" or char >= " " for char in click.unstyle(render(rows, "table")))
