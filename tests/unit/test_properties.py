"""Records as properties: what the graph holds of firms, sources, deals, figures and statements."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from loader.evidence import StatedAmount, Weighed, weigh
from loader.records import Deal, Figure, Firm, Place, Source, Statement
from loader.store.properties import (
    deal_properties,
    figure_properties,
    firm_properties,
    source_properties,
    stated_amounts,
    statement_properties,
    without_weighed,
)
from moneyloop.values.amounts import parse_amount
from moneyloop.values.dates import parse_period
from moneyloop.values.terms import parse_term

B = 10**9
HERE = Place("x.csv", 2)


def firm(firm_id: str, part_of: str | None = None, *aliases: str) -> Firm:
    return Firm(firm_id, firm_id.upper(), "company", None, part_of, (), aliases, None, HERE)


def source(published: str | None = None) -> Source:
    day = parse_period(published) if published else None
    return Source("s", "https://example.com", None, None, day, "news", None, HERE)


def deal(**given: Any) -> Deal:
    fields: dict[str, Any] = dict.fromkeys(Deal.__dataclass_fields__)
    fields |= {"id": "d", "type": "BUYS_FROM", "payer": "a", "payee": "b", "status": "signed"}
    fields |= {"supersedes": (), "place": HERE}
    for name in ("announced", "signed", "closed", "starts", "ends", "ended"):
        if name in given:
            given[name] = parse_period(given[name])
    if "term" in given:
        given["term"] = parse_term(given["term"])
    return Deal(**fields | given)


def statement(
    amount: str | None = None,
    dollars: str | None = None,
    ceiling: str | None = None,
    **given: Any,
) -> Statement:
    fields: dict[str, Any] = dict.fromkeys(Statement.__dataclass_fields__)
    fields |= {"what": "deal", "of": "d", "source": "s", "place": HERE, "as_stated": amount}
    fields["nth"] = 1
    for name, text in (("amount", amount), ("dollars", dollars), ("ceiling", ceiling)):
        fields[name] = parse_amount(text) if text else None
    return Statement(**fields | given)


def test_a_firm_belongs_to_the_group_of_its_ultimate_parent() -> None:
    firms = {one.id: one for one in (firm("a"), firm("b", "a"), firm("c", "b", "z", "y"))}
    assert [firm_properties(one, firms)["group"] for one in firms.values()] == ["a", "a", "a"]
    assert firm_properties(firms["c"], firms) == {
        "id": "c",
        "name": "C",
        "kind": "company",
        "aliases": ["y", "z"],
        "group": "a",
    }


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (None, {}),
        ("2025-09-22", {"published": date(2025, 9, 22), "published_precision": "day"}),
        ("2025Q3", {"published": date(2025, 7, 1), "published_precision": "quarter"}),
    ],
)
def test_a_source_was_published_on_its_first_possible_day(
    published: str | None, expected: dict[str, Any]
) -> None:
    always = {"id": "s", "url": "https://example.com", "kind": "news"}
    assert source_properties(source(published)) == always | expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (statement(), {"per": "total"}),
        (
            statement("$5bn"),
            {
                "amount_low": 5 * B,
                "amount_high": 5 * B,
                "currency": "USD",
                "per": "total",
                "usd_low": 5 * B,
                "usd_high": 5 * B,
            },
        ),
        (
            statement("up to $5bn"),
            {
                "amount_low": 0,
                "amount_high": 5 * B,
                "currency": "USD",
                "per": "total",
                "usd_low": 0,
                "usd_high": 5 * B,
            },
        ),
        (
            statement("more than $5bn a year"),
            {"amount_low": 5 * B, "currency": "USD", "per": "year", "usd_low": 5 * B},
        ),
        (
            statement("£5bn"),
            {"amount_low": 5 * B, "amount_high": 5 * B, "currency": "GBP", "per": "total"},
        ),
        (
            statement("£5bn", "$6-7bn"),
            {
                "amount_low": 5 * B,
                "amount_high": 5 * B,
                "currency": "GBP",
                "per": "total",
                "usd_low": 6 * B,
                "usd_high": 7 * B,
            },
        ),
        (
            statement("$34bn", ceiling="$96bn"),
            {
                "amount_low": 34 * B,
                "amount_high": 96 * B,
                "currency": "USD",
                "per": "total",
                "usd_low": 34 * B,
                "usd_high": 96 * B,
            },
        ),
        (
            statement(ceiling="$96bn"),
            {"amount_high": 96 * B, "currency": "USD", "per": "total", "usd_high": 96 * B},
        ),
        (
            statement(ceiling="10-12 billion EUR"),
            {"amount_high": 10 * B, "currency": "EUR", "per": "total"},
        ),
        (statement(dollars="$6bn a month"), {"per": "month", "usd_low": 6 * B, "usd_high": 6 * B}),
    ],
)
def test_the_properties_of_a_statement(stated: Statement, expected: dict[str, Any]) -> None:
    kept = statement_properties(stated)
    assert kept.pop("as_stated", None) == stated.as_stated
    kept.pop("caption", None)
    assert kept == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (statement(), None),
        (statement("$5bn"), "$5B"),
        (statement("£5bn", "$6bn"), "£5B"),
        (statement(dollars="$6bn a month"), "$6B a month"),
        (statement("more than $5bn a year"), "over $5B a year"),
        (statement("$34bn", ceiling="$96bn"), "$34B–$96B"),
        (statement(as_stated="some shares"), "some shares"),
    ],
)
def test_the_caption_of_a_statement_is_its_amount_or_its_words(
    stated: Statement, expected: str | None
) -> None:
    assert statement_properties(stated).get("caption") == expected


def test_words_of_a_statement_are_kept() -> None:
    stated = statement(status="closed", locator="p. 3", note="n", as_stated="some shares")
    assert statement_properties(stated) == {
        "as_stated": "some shares",
        "per": "total",
        "status": "closed",
        "locator": "p. 3",
        "note": "n",
        "caption": "some shares",
    }


def claims_of(stated: Statement, published: str | None = None) -> list[StatedAmount]:
    return stated_amounts(source_properties(source(published)), statement_properties(stated))


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (statement(), [("total", None, None, None)]),
        (statement("$5bn"), [("total", "USD", 5 * B, 5 * B)]),
        (statement("up to $5bn a year"), [("year", "USD", 0, 5 * B)]),
        (statement("£5bn"), [("total", "GBP", 5 * B, 5 * B)]),
        (
            statement("£5bn", "$6bn"),
            [("total", "GBP", 5 * B, 5 * B), ("total", "USD", 6 * B, 6 * B)],
        ),
        (
            statement(dollars="more than $6bn"),
            [("total", None, None, None), ("total", "USD", 6 * B, None)],
        ),
        (statement("$34bn", ceiling="$96bn"), [("total", "USD", 34 * B, 96 * B)]),
        (statement(ceiling="$96bn"), [("total", "USD", None, 96 * B)]),
    ],
)
def test_a_statement_claims_its_own_currency_and_dollars(
    stated: Statement, expected: list[tuple[Any, ...]]
) -> None:
    made = claims_of(stated, "2025-09")
    assert [(one.measure, one.currency, one.low, one.high) for one in made] == expected
    assert {(one.source, one.kind, one.published) for one in made} == {
        ("s", "news", date(2025, 9, 1))
    }


NOTHING = Weighed((), None, contested=False, doubtful=frozenset())
UNWEIGHED = {"sources": [], "contested": False}


def test_periods_keep_their_precision_and_ends_are_last_days() -> None:
    made = deal(announced="2025-09", starts="2H 2026", ends="2029", ended="2026Q1")
    assert deal_properties(made, NOTHING, [], None) == UNWEIGHED | {
        "status": "signed",
        "caption": "?",
        "announced": date(2025, 9, 1),
        "announced_precision": "month",
        "starts": date(2026, 7, 1),
        "starts_precision": "half",
        "ends": date(2029, 12, 31),
        "ends_precision": "year",
        "ended": date(2026, 3, 31),
        "ended_precision": "quarter",
        "since": date(2025, 9, 1),
        "until": date(2026, 3, 31),
        "term_from": date(2026, 7, 1),
        "term_to": date(2029, 12, 31),
        "derived": False,
    }


@pytest.mark.parametrize(
    ("announced", "published", "since"),
    [
        ("2025-09", [date(2025, 1, 1)], date(2025, 9, 1)),
        (None, [date(2025, 6, 1), date(2025, 1, 1)], date(2025, 1, 1)),
        (None, [], None),
    ],
)
def test_a_deal_begins_with_its_announcement_or_its_first_publication(
    announced: str | None, published: list[date], since: date | None
) -> None:
    made = deal(announced=announced) if announced else deal()
    assert deal_properties(made, NOTHING, published, None).get("since") == since


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (statement(), {}),
        (
            statement("$5bn"),
            {
                "usd": 5 * B,
                "usd_low": 5 * B,
                "usd_high": 5 * B,
                "currency": "USD",
                "caption": "$5B",
            },
        ),
        (
            statement("up to $5bn"),
            {
                "usd": 5 * B,
                "usd_low": 0,
                "usd_high": 5 * B,
                "currency": "USD",
                "caption": "up to $5B",
            },
        ),
        (
            statement("more than $5bn"),
            {"usd": 5 * B, "usd_low": 5 * B, "currency": "USD", "caption": "over $5B"},
        ),
        (
            statement("$34bn", ceiling="$96bn"),
            {
                "usd": 34 * B,
                "usd_low": 34 * B,
                "usd_high": 96 * B,
                "currency": "USD",
                "caption": "$34B–$96B",
            },
        ),
        (
            statement(ceiling="$96bn", as_stated="w"),
            {"usd_high": 96 * B, "currency": "USD", "caption": "up to $96B"},
        ),
        (statement("£5bn"), {"currency": "GBP", "caption": "£5B"}),
        (
            statement("£5bn", "$6bn"),
            {
                "usd": 6 * B,
                "usd_low": 6 * B,
                "usd_high": 6 * B,
                "currency": "USD",
                "caption": "$6B",
            },
        ),
        (statement("$5bn a year"), {}),
    ],
)
def test_dollars_of_a_deal_come_from_its_headline(
    stated: Statement, expected: dict[str, Any]
) -> None:
    weighed = weigh(claims_of(stated))
    headline = {"as_stated": stated.as_stated} if weighed.headline else {}
    assert (
        deal_properties(deal(), weighed, [], None)
        == {
            "status": "signed",
            "caption": "?",
            "sources": ["s"],
            "contested": False,
            "derived": False,
        }
        | expected
        | headline
    )


# Figures


def figure(**given: Any) -> Figure:
    fields: dict[str, Any] = dict.fromkeys(Figure.__dataclass_fields__)
    fields |= {"id": "f", "name": "revenue", "kind": "actual", "about": (), "sums": ()}
    return Figure(**fields | {"place": HERE} | given)


def test_the_ends_of_a_figure_are_last_days() -> None:
    starts, ends = parse_period("2025-02"), parse_period("2026")
    made = figure(period="FY2026", starts=starts, ends=ends, note="n", about=("a",), sums=("d",))
    assert figure_properties(made, NOTHING) == UNWEIGHED | {
        "id": "f",
        "name": "revenue",
        "kind": "actual",
        "period": "FY2026",
        "note": "n",
        "starts": date(2025, 2, 1),
        "starts_precision": "month",
        "ends": date(2026, 12, 31),
        "ends_precision": "year",
    }


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (
            "$5bn",
            {
                "amount": 5 * B,
                "amount_low": 5 * B,
                "amount_high": 5 * B,
                "currency": "USD",
                "usd": 5 * B,
                "usd_low": 5 * B,
                "usd_high": 5 * B,
                "caption": "$5B",
            },
        ),
        (
            "-$5bn",
            {
                "amount": -5 * B,
                "amount_low": -5 * B,
                "amount_high": -5 * B,
                "currency": "USD",
                "usd": -5 * B,
                "usd_low": -5 * B,
                "usd_high": -5 * B,
                "caption": "-$5B",
            },
        ),
        (
            "more than £5bn",
            {"amount": 5 * B, "amount_low": 5 * B, "currency": "GBP", "caption": "over £5B"},
        ),
        (
            "up to 5億円",
            {
                "amount": B // 2,
                "amount_low": 0,
                "amount_high": B // 2,
                "currency": "JPY",
                "caption": "up to JPY 500M",
            },
        ),
        (None, {}),
    ],
)
def test_a_figure_has_its_amount_in_its_own_currency(
    amount: str | None, expected: dict[str, Any]
) -> None:
    parsed = parse_amount(amount, allow_negative=True) if amount else None
    stated = replace(statement(as_stated="words"), amount=parsed)
    made = figure_properties(figure(), weigh(claims_of(stated)))
    rest = {"id": "f", "name": "revenue", "kind": "actual", "sources": ["s"], "contested": False}
    assert made == rest | {"as_stated": "words"} | expected
    assert without_weighed(made) == {"id": "f", "name": "revenue", "kind": "actual"}


def test_notes_are_kept() -> None:
    noted = replace(firm("a"), note="n")
    assert firm_properties(noted, {"a": noted})["note"] == "n"
    assert source_properties(replace(source(), note="n"))["note"] == "n"


def test_only_repeated_statements_are_numbered() -> None:
    assert "nth" not in statement_properties(statement("$5bn"))
    assert statement_properties(statement("$5bn", nth=2))["nth"] == 2
    for nth in (1, 2):
        stated = statement("£5bn", "$6bn", nth=nth)
        assert [one.key for one in claims_of(stated)] == [("s", "total", nth)] * 2
