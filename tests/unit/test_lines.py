"""Lines of an import: the names of their columns, and what their cells can hold."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader.deals.as_written.by_content import completed
from loader.deals.as_written.column_names import COLUMNS, NEEDED
from loader.deals.as_written.columns import Columns
from loader.deals.as_written.notes import Notes
from loader.deals.lines import LONGEST_NAME, LONGEST_TEXT, DealLine, Key, Options, parse_line
from loader.files.table import TableRow
from loader.problems import Problem
from loader.records import Place, is_address
from moneyloop.values.amounts import parse_amount
from moneyloop.values.column_synonyms import SYNONYMS
from moneyloop.values.dates import parse_period
from moneyloop.values.terms import parse_term

ADDRESS = "https://example.org/a"


def columns_of(*spelled: str) -> tuple[tuple[str, ...] | None, list[str]]:
    problems: list[str] = []
    columns = Columns("deals.csv", {}, Notes())
    found = columns.header(spelled, problems.append)
    completed(columns, [])
    return found, problems


def read(
    cells: dict[str, str], *, source: str | None = None, allow_small: bool = False
) -> tuple[DealLine, list[tuple[str, str]]]:
    """A line, and its problems: column and message."""
    needed = {"type": "BUYS_FROM", "payer": "a", "payee": "b", "source": ADDRESS}
    problems: list[Problem] = []
    cells = needed | cells
    row = TableRow(Place("deals.csv", 2, tuple(cells)), cells, problems)
    line = parse_line(row, Options(source=source, allow_small=allow_small))
    assert all((one.file, one.line) == ("deals.csv", 2) for one in problems)
    assert all(tuple(cells)[one.field - 1] == one.column for one in problems)
    return line, [(one.column, one.message) for one in problems]


# The first line of a file


def test_every_column_is_known_by_its_name() -> None:
    assert columns_of(*COLUMNS) == (COLUMNS, [])


@pytest.mark.parametrize(
    ("column", "other"), [(column, other) for column, more in SYNONYMS.items() for other in more]
)
def test_every_synonym_means_its_column(column: str, other: str) -> None:
    rest = [one for one in NEEDED if one != column]
    assert columns_of(other, *rest) == ((column, *rest), [])


@pytest.mark.parametrize(
    ("column", "names"),
    [
        ("payer", "from investor buyer lessee lender"),
        ("payee", "to investee seller lessor borrower"),
        ("announced", "date"),
    ],
)
def test_the_documented_synonyms(column: str, names: str) -> None:
    assert set(names.split()) <= set(SYNONYMS[column])


def test_column_names_ignore_case_and_separators() -> None:
    spelled = ("TYPE", " Investor ", "ｔｏ", "Source Title", "source-kind", "SOURCE")
    assert columns_of(*spelled) == (
        ("type", "payer", "payee", "source_title", "source_kind", "source"),
        [],
    )


def test_the_source_may_be_given_for_the_whole_file() -> None:
    assert columns_of("type", "payer", "payee") == (("type", "payer", "payee"), [])


@pytest.mark.parametrize(
    ("spelled", "problems"),
    [
        (
            ("payer", "payee"),
            [
                "has no column type; its columns are 'payer', 'payee'; name it with --map "
                "'NAME=type'"
            ],
        ),
        (
            ("type", "source"),
            [
                "has no column payer (or from, investor, buyer, lessee, lender, guarantor, "
                "granter), payee (or to, investee, seller, lessor, borrower, obligor, grantee); "
                "its columns are 'type', 'source'; name each with --map 'NAME=payer'"
            ],
        ),
        (
            ("type", "from", "to", "curency", "a\x1b\n"),
            [
                "has an unknown column 'curency'; did you mean currency? Add --map "
                "'curency=currency', or --map 'curency=' to leave it out"
            ],
        ),
        (
            ("type", "from", "to", "buyer", "date", "announced"),
            [
                "has duplicate columns: 'from', 'buyer' mean payer (or from, investor, buyer, "
                "lessee, lender, guarantor, granter); leave one out, as with --map 'buyer='",
                "has duplicate columns: 'date', 'announced' mean announced (or date); leave one "
                "out, as with --map 'announced='",
            ],
        ),
    ],
)
def test_what_is_wrong_with_a_first_line(spelled: tuple[str, ...], problems: list[str]) -> None:
    columns, found = columns_of(*spelled)
    assert columns is not None
    assert found == problems


def test_all_problems_of_a_first_line_are_reported() -> None:
    _, problems = columns_of("payer", "from", "curency")
    assert [one.split()[:2] for one in problems] == [
        ["has", "duplicate"],
        ["has", "an"],
        ["has", "no"],
    ]


def test_loops_of_a_scan_need_their_option() -> None:
    columns, [problem] = columns_of("accounts", "hops", "payments")
    assert columns is None
    assert "--from-scan" in problem


@given(st.lists(st.text(max_size=8), max_size=6))
def test_any_first_line_is_columns(spelled: list[str]) -> None:
    columns, problems = columns_of(*spelled)
    assert columns is not None
    assert len(columns) == len(spelled)
    named = [column for column in columns if column]
    assert len(named) == len(set(named))
    assert all(one.isprintable() for one in problems)


# A line


def test_a_whole_line() -> None:
    line, problems = read(
        {
            "type": "leases from",
            "payer": " OpenAI ",
            "payee": "Oracle Corp.",
            "amount": "up to $300bn",
            "announced": "Sept 2025",
            "starts": "2027",
            "ends": "2H 2031",
            "status": "Signed",
            "instrument": "capacity",
            "settlement": "CASH",
            "source_title": "T",
            "publisher": "P",
            "published": "2025-09-10",
            "source_kind": "Filing",
            "deal": "d",
            "bundle": "b",
            "note": "n",
            "signed": "2025-09-11",
            "closed": "2025Q4",
            "term": "five years",
            "ended": "2026",
            "supersedes": "y; x;y",
        }
    )
    assert problems == []
    assert line == DealLine(
        "LEASES_FROM",
        "OpenAI",
        "Oracle Corp.",
        ADDRESS,
        parse_amount("up to $300bn"),
        "up to $300bn",
        parse_period("2025-09"),
        parse_period("2027"),
        parse_period("2031H2"),
        "signed",
        "capacity",
        "cash",
        "T",
        "P",
        parse_period("2025-09-10"),
        "filing",
        "d",
        "b",
        "n",
        line.place,
        parse_period("2025-09-11"),
        parse_period("2025Q4"),
        parse_term("5 years"),
        parse_period("2026"),
        ("x", "y"),
    )
    assert line.key("openai", "oracle") == Key("LEASES_FROM", "openai", "oracle", "2025-09", "b")


def test_empty_cells_are_none() -> None:
    line, problems = read({"amount": " ", "note": ""})
    assert problems == []
    unknown = {name for name in DealLine.__dataclass_fields__ if getattr(line, name) is None}
    assert unknown == set(DealLine.__dataclass_fields__) - {*NEEDED, "place"}
    assert line.key("a", "b").announced is None


@pytest.mark.parametrize("column", ["type", "payer", "payee"])
def test_needed_columns(column: str) -> None:
    assert read({column: " "})[1] == [(column, "is empty; a value is needed here")]


@pytest.mark.parametrize(
    ("cells", "column", "part"),
    [
        ({"type": "SELLS"}, "type", "'SELLS' is not known here; write one of: INVESTS_IN"),
        ({"amount": "300", "currency": "USD"}, "amount", "'300'"),
        ({"amount": "$1bn", "currency": "EUR"}, "amount", "EUR"),
        ({"currency": "shells"}, "currency", "shells"),
        ({"announced": "2025-02-30"}, "announced", "there is no day 30 in 2025-02"),
        ({"starts": "FY2025"}, "starts", "fiscal year"),
        ({"ends": "soon"}, "ends", "'soon'"),
        ({"published": "13/12/2025"}, "published", "'13/12/2025'"),
        ({"status": "done"}, "status", "reported, announced, signed, closed, contingent"),
        ({"settlement": "gold"}, "settlement", "cash, credits, shares"),
        ({"source_kind": "rumour"}, "source_kind", "filing, company, news, analysis, blog"),
        ({"source": "ftp://x"}, "source", "begin it with https:// or http://"),
        ({"source": "example.org/a"}, "source", "begin it with https:// or http://"),
        ({"source": "https://a b"}, "source", "contains a space; an address cannot"),
        (
            {"source": "https://x/\0"},
            "source",
            "'https://x/\\x00' contains '\\x00', which is not allowed in text",
        ),
        ({"payer": "x" * (LONGEST_NAME + 1)}, "payer", "is too long: at most 200 characters"),
        ({"payer": "a\nb"}, "payer", "'a\\nb' contains '\\n', which is not allowed in text"),
        ({"payee": "a\0"}, "payee", "which is not allowed in text"),
        ({"payee": "\ud800x"}, "payee", "which is not allowed in text"),
        ({"payee": "a\u2028b"}, "payee", "which is not allowed in text"),
        ({"payee": "a\u2029b"}, "payee", "which is not allowed in text"),
        ({"payee": "-?"}, "payee", "'-?' has neither a letter nor a digit"),
        ({"payee": "🤖"}, "payee", "has neither a letter nor a digit"),
        ({"deal": "'"}, "deal", "has neither a letter nor a digit"),
        ({"bundle": "a\tb"}, "bundle", "which is not allowed in text"),
        ({"note": "\ud800"}, "note", "not allowed in text"),
        ({"note": "x" * (LONGEST_TEXT + 1)}, "note", "is too long: at most 10000 characters"),
        ({"instrument": "a\0b"}, "instrument", "not allowed in text"),
    ],
)
def test_a_cell_that_cannot_be_read(cells: dict[str, str], column: str, part: str) -> None:
    [(where, message)] = read(cells)[1]
    assert where == column
    assert part in message
    assert message.isprintable()
    assert len(message) < 300


def test_every_problem_of_a_line_is_reported() -> None:
    wrong = {
        "type": "x",
        "payer": "",
        "payee": "?",
        "source": "ftp://x",
        "amount": "x",
        "announced": "x",
        "starts": "x",
        "ends": "x",
        "status": "x",
        "settlement": "x",
        "published": "x",
        "source_kind": "x",
        "deal": "?",
        "bundle": "?",
        "note": "\0",
    }
    assert [column for column, _ in read(wrong)[1]] == [
        "amount",
        "type",
        "payer",
        "payee",
        "source",
        *list(wrong)[5:9],
        "settlement",
        *list(wrong)[10:],
    ]


@pytest.mark.parametrize("text", ["two  spaces", "=1+1", "\u202e", "'}) //", "東京\u3000wide"])
def test_texts_are_kept_unchanged(text: str) -> None:
    line, problems = read({"note": text, "instrument": text})
    assert (line.note, line.instrument, problems) == (text, text, [])


def test_the_guard_against_formulas_is_removed() -> None:
    assert read({"payer": "'=Acme", "note": "''90s"})[0].payer == "=Acme"
    assert read({"note": "''90s"})[0].note == "'90s"


def test_a_small_bare_number_needs_permission() -> None:
    cells = {"amount": "300", "currency": "USD"}
    line, problems = read(cells, allow_small=True)
    assert (line.amount, problems) == (parse_amount("300 USD", allow_small=True), [])


def test_the_source_of_a_line_takes_precedence_over_that_of_the_file() -> None:
    assert read({"source": ""}, source="s")[0].source == "s"
    assert read({"source": "t"}, source="s")[0].source == "t"
    [(column, message)] = read({"source": ""})[1]
    assert column == "source"
    assert "--source for all lines" in message


@pytest.mark.parametrize(
    ("source", "expected"),
    [(ADDRESS, True), ("HTTP://X", True), ("u-123", False), ("article-ja", False), ("", False)],
)
def test_addresses_and_ids(source: str, expected: bool) -> None:
    assert is_address(source) is expected


@given(st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=30)))
def test_any_line_is_read_or_has_problems(cells: dict[str, str]) -> None:
    line, problems = read(cells)
    assert all(message.isprintable() for _, message in problems)
    for name in (line.payer, line.payee, line.deal or "", line.bundle or ""):
        assert not {unicodedata.category(char) for char in name} & {"Cc", "Cs", "Zl", "Zp"}
