"""The text typed for a parameter, and the value that the query gets."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneyloop.graph.compose import compose
from moneyloop.report.arguments import BadArgument, complete, value_of, values_of
from moneyloop.report.header import SIMPLE_TYPES, TODAY, Parameter, Report, Type

B = 10**9
CHOICE = Type("choice", choices=("low", "no_amount", "High"))

READ: list[tuple[str | Type, str, Any]] = [
    ("text", "  Scale AI, Inc. ", "  Scale AI, Inc. "),
    ("text", "", ""),
    ("firm", "ＮＶＩＤＩＡ", "ＮＶＩＤＩＡ"),
    ("source", "u-0123456789ab", "u-0123456789ab"),
    ("int", "4", 4),
    ("int", "-3", -3),
    (Type("int", bounds=(2, 8)), "2", 2),
    (Type("int", bounds=(2, 8)), "8", 8),
    ("int", "1_000", 1000),
    ("int", str(2**63 - 1), 2**63 - 1),
    ("float", "0.2", 0.2),
    ("float", ".5", 0.5),
    ("float", "1e-3", 0.001),
    ("float", "2", 2.0),
    ("bool", "true", True),
    ("bool", "YES", True),
    ("bool", "On", True),
    ("bool", "1", True),
    ("bool", "false", False),
    ("bool", "No", False),
    ("bool", "off", False),
    ("bool", "0", False),
    ("date", "2025-09-22", date(2025, 9, 22)),
    ("date", "2025-09", date(2025, 9, 30)),
    ("date", "2024-02", date(2024, 2, 29)),
    ("date", "Sept 2025", date(2025, 9, 30)),
    ("date", "2025Q3", date(2025, 9, 30)),
    ("date", "1H 2025", date(2025, 6, 30)),
    ("date", "2025", date(2025, 12, 31)),
    (Type("date", begins=True), "2025-09", date(2025, 9, 1)),
    (Type("date", begins=True), "2025-09-22", date(2025, 9, 22)),
    ("usd", "0", 0),
    ("usd", "5", 5),
    ("usd", "10000000000", 10 * B),
    ("usd", "$10B", 10 * B),
    ("usd", "10bn", 10 * B),
    ("usd", "6.3 billion dollars", 6_300_000_000),
    ("usd", "1,500,000", 1_500_000),
    ("usd", "3000億ドル", 300 * B),
    (CHOICE, "low", "low"),
    (CHOICE, "LOW", "low"),
    (CHOICE, "no-amount", "no_amount"),
    (CHOICE, "high", "High"),
]

REFUSED: list[tuple[str | Type, str, str]] = [
    (Type("int", bounds=(2, 8)), "1", "not between 2 and 8"),
    (Type("int", bounds=(2, 8)), "9", "not between 2 and 8"),
    ("int", "", "not a whole number"),
    ("int", "x", "not a whole number"),
    ("int", "2.5", "not a whole number"),
    ("int", "1e3", "not a whole number"),
    ("int", str(2**63), "too large"),
    ("int", str(-(2**63) - 1), "too large"),
    ("int", "9" * 400, "too large"),
    ("int", "9" * 5000, "not a whole number"),
    ("float", "", "not a number"),
    ("float", "20%", "not a number"),
    ("float", "nan", "not a number"),
    ("float", "inf", "too large"),
    ("float", "-Infinity", "too large"),
    ("float", "1e300", "too large"),
    ("bool", "maybe", "neither yes nor no"),
    ("bool", "", "neither yes nor no"),
    ("date", "", "there is no date"),
    ("date", "yesterday", "no year of four digits"),
    ("date", "2025-13", "there is no month 13"),
    ("date", "2025-02-30", "there is no day 30"),
    ("date", "FY2025", "a fiscal year needs"),
    ("date", "09/10/2025", "write the year first"),
    ("usd", "", "there is no amount"),
    ("usd", "ten", "cannot read 'ten'"),
    ("usd", "-5", "cannot be negative"),
    ("usd", "$10B a year", "not a single amount"),
    ("usd", "3bn EUR", "the text says EUR"),
    ("usd", str(10**19), "too large"),
    (CHOICE, "lo", "not one of low, no_amount, High"),
    (CHOICE, "", "not one of"),
]


def type_of(kind: str | Type) -> Type:
    return kind if isinstance(kind, Type) else Type(kind)


@pytest.mark.parametrize(("kind", "text", "expected"), READ)
def test_a_value_is_read(kind: str | Type, text: str, expected: Any) -> None:
    value = value_of(text, type_of(kind))
    assert (value, type(value)) == (expected, type(expected))


@pytest.mark.parametrize(("kind", "text", "why"), REFUSED)
def test_a_value_is_refused_with_the_reason(kind: str | Type, text: str, why: str) -> None:
    with pytest.raises(BadArgument, match=why):
        value_of(text, type_of(kind))


def test_today_is_the_current_day() -> None:
    before = date.today()
    assert before <= value_of("Today", Type("date")) <= date.today()


@given(st.integers())
def test_whole_numbers_fit_64_bits(number: int) -> None:
    # Neo4j has 64-bit integers; its smallest, -(2**63), is refused to keep the rule simple.
    if abs(number) < 2**63:
        assert value_of(str(number), Type("int")) == number
    else:
        with pytest.raises(BadArgument):
            value_of(str(number), Type("int"))


@given(st.text() | st.floats().map(str) | st.dates().map(str), st.sampled_from(SIMPLE_TYPES))
def test_every_text_gives_a_value_or_a_message(text: str, kind: str) -> None:
    try:
        value_of(text, Type(kind))
    except BadArgument as error:
        assert str(error)


@pytest.mark.parametrize("texts", [[""], [" , ,"], ["", " "]])
def test_an_empty_list_does_not_mean_all(texts: list[str]) -> None:
    with pytest.raises(BadArgument, match="the list is empty"):
        values_of(texts, Type("text", is_list=True))


@pytest.mark.parametrize(
    ("kind", "texts", "expected"),
    [
        ("text", ["a,b", "c"], ["a", "b", "c"]),
        ("text", [" Scale AI , OpenAI "], ["Scale AI", "OpenAI"]),
        ("text", ["", " a,,"], ["a"]),
        ("text", [], []),
        ("text", ["b", "a", "b"], ["b", "a", "b"]),
        ("int", ["1,2", "3"], [1, 2, 3]),
        ("date", ["2025,2026-01"], [date(2025, 12, 31), date(2026, 1, 31)]),
        (CHOICE, ["LOW,high"], ["low", "High"]),
    ],
)
def test_items_are_separated_by_commas_or_repeated_options(
    kind: str | Type, texts: list[str], expected: list[Any]
) -> None:
    assert values_of(texts, type_of(kind)) == expected


def test_one_bad_item_refuses_the_list() -> None:
    with pytest.raises(BadArgument, match="'x' is not a whole number"):
        values_of(["1,x,2"], Type("int", is_list=True))


def a_report(*parameters: Parameter) -> Report:
    query = compose(Path("some_report.cypher"), "// Title\nCYPHER 25\n", ())
    return Report("some-report", "topic", "Title", "", parameters, query)


def optional(name: str, kind: str | Type, default: Any) -> Parameter:
    return Parameter(name, type_of(kind), default, required=False, help="")


def required(name: str, kind: str) -> Parameter:
    return Parameter(name, Type(kind), None, required=True, help="")


def test_defaults_fill_in_what_is_not_given() -> None:
    today = date(2025, 10, 19)
    report = a_report(
        optional("as_of", "date", TODAY),
        optional("since", "date", "2019-07-01"),
        optional("hops", "int", 4),
        optional("all", "bool", True),
        optional("firms", Type("firm", is_list=True), []),
    )
    assert complete(report, {}, today) == {
        "as_of": today,
        "since": date(2019, 7, 1),
        "hops": 4,
        "all": True,
        "firms": [],
    }
    assert complete(report, {"hops": None, "as_of": None}, today)["as_of"] == today


def test_zero_and_false_override_defaults() -> None:
    report = a_report(optional("hops", "int", 4), optional("all", "bool", True))
    given_values = {"hops": 0, "all": False}
    assert complete(report, given_values, date.today() - timedelta(1)) == given_values


def test_every_missing_option_is_named_as_typed() -> None:
    report = a_report(required("first_firm", "firm"), required("second", "firm"))
    with pytest.raises(BadArgument, match=r"some-report needs --first-firm, --second; .*--help"):
        complete(report, {}, date.today())
    with pytest.raises(BadArgument, match=r"needs --second;"):
        complete(report, {"first_firm": "amd"}, date.today())
