"""Names, percentages and zeros in what people read, and rows in which all of some firms appear."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from loader.records import Knowledge
from moneyloop.graph.connection import Graph
from moneyloop.report.arguments import EXAMPLES, complete
from moneyloop.report.cells import Share, percentage, text_of
from moneyloop.report.firms import ids_in
from moneyloop.report.header import BadReport, Report, read_report
from moneyloop.report.library import all_reports, find
from moneyloop.report.run import Answer, run_report
from moneyloop.report.shown import as_shown
from moneyloop.values.amounts import parse_amount
from tests.integration.graphs import (
    FIRM_IDS,
    TODAY,
    a_deal,
    a_firm,
    a_source,
    a_statement,
    answer,
    ask,
    fill,
    knowledges,
)

Program = Callable[..., CompletedProcess[str]]
few = settings(max_examples=6, deadline=None, phases=[Phase.generate])

REPORTS = all_reports()[0]
WITH_FIRMS = [
    report
    for report in REPORTS
    if any(one.name == "firms" and not one.required for one in report.parameters)
]


def example(graph: Graph, report: Report) -> Answer:
    required = {one.name: EXAMPLES[one.name] for one in report.parameters if one.required}
    return run_report(graph, report, complete(report, required, TODAY))


def shown(graph: Graph, name: str, **how: bool) -> Answer:
    return as_shown(graph, find(name), answer(graph, name, {}), **how)


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_columns_with_firms_and_shares_are_declared(shipped: Graph, report: Report) -> None:
    """A column whose values are all ids of firms, and one whose name says that it is a share.

    run_report raises BadReport for a declared column that does not exist. The report `search` shows
    both id and name of a firm.
    """
    ids = {row[0] for row in shipped.read(("MATCH (f:Firm) RETURN f.id", {}))[0].rows}
    rows = example(shipped, report).rows
    for at, column in enumerate(rows.columns):
        found = {id_ for row in rows.rows for id_ in ids_in(row[at])}
        if found and found <= ids and report.name != "search":
            assert column in report.firm_columns
        assert ("share" in column.split("_")) == (
            column in report.share_columns and column not in ("ratio", "debtrank", "stress")
        )


@pytest.mark.parametrize("report", WITH_FIRMS, ids=lambda report: report.name)
def test_every_report_with_firms_can_ask_for_all_of_them(report: Report) -> None:
    assert [one.name for one in report.parameters].count("all_of") == 1


def test_a_column_that_a_report_does_not_return(shipped: Graph, tmp_path: Path) -> None:
    file = tmp_path / "mine.cypher"
    file.write_text("// Mine\n//\n// firms firm, seler\nCYPHER 25\nRETURN 'a' AS firm, 1 AS seller")
    with pytest.raises(BadReport, match=r"mine.cypher: .* column 'seler', .* returns firm, seller"):
        run_report(shipped, read_report(file), {})


# Names and percentages


def same_names() -> Knowledge:
    """Two firms called Apollo, one of which funds and one of which is funded; c has no namesake."""
    firms = (
        replace(a_firm("apollo-1"), name="Apollo"),
        replace(a_firm("apollo-2"), name="Apollo"),
        replace(a_firm("c"), name="C | Co"),
    )
    deals = (
        a_deal("d1", "BUYS_FROM", "apollo-1", "c"),
        a_deal("d2", "BUYS_FROM", "c", "apollo-1"),
        a_deal("d3", "BUYS_FROM", "apollo-2", "c"),
    )
    statements = (
        a_statement("d1", "s", parse_amount("$1B", "USD")),
        a_statement("d2", "s", parse_amount("$1B", "USD")),
        a_statement("d3", "s", parse_amount("$2B", "USD")),
    )
    return Knowledge(firms, (a_source("s"),), deals, (), statements)


def test_two_firms_of_one_name_are_told_apart(graph: Graph) -> None:
    """c is paid 3 billion, two thirds of it by apollo-2; Apollo 1 is paid all by c."""
    fill(graph, same_names())
    rows = shown(graph, "concentration").rows
    assert [[text_of(cell) for cell in row[:3]] for row in rows.rows] == [
        ["Apollo (apollo-1)", "C | Co", "100.0%"],
        ["C | Co", "Apollo (apollo-2)", "66.7%"],
    ]
    by_id = shown(graph, "concentration", ids=True).rows
    assert [row[:2] for row in by_id.rows] == [("apollo-1", "c"), ("c", "apollo-2")]


def test_names_in_lists_and_parameters(shipped: Graph, moneyloop: Program, tmp_path: Path) -> None:
    words = ("report", "loops", "--firms", "openai", "--as-of", "2026-11-22", "--max-hops", "2")
    page = tmp_path / "loops.html"
    assert moneyloop(*words, "-o", str(page)).returncode == 0
    text = page.read_text("utf-8")
    assert "<bdi>CoreWeave</bdi>" in text
    assert "<dd><bdi>OpenAI</bdi></dd>" in text
    assert "--firms openai" in text  # the command can be repeated
    assert "| Amazon; OpenAI | 2 |" in moneyloop(*words, "-f", "markdown").stdout
    assert "| amazon; openai | 2 |" in moneyloop(*words, "-f", "markdown", "--ids").stdout
    for data in ("csv", "json", "jsonl"):
        assert "OpenAI" not in moneyloop(*words, "-f", data).stdout


def test_shares_are_percentages_for_people_and_fractions_in_data(
    shipped: Graph, moneyloop: Program
) -> None:
    words = ("report", "new-money", "--as-of", "2026-11-22")
    [row] = json.loads(moneyloop(*words, "-f", "json").stdout)
    assert 0 < row["ratio"] < 1
    assert f"{row['ratio']:.1%}" in moneyloop(*words, "-f", "table").stdout
    assert f"{row['ratio']:.1%}" in moneyloop(*words, "-f", "markdown").stdout


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.5833, "58.3%"), (1, "100.0%"), (0, "0.0%"), (0.0004, "<0.1%"), (13.0808, "1,308.1%")],
)
def test_percentages(share: float, text: str) -> None:
    assert percentage(share) == text_of(Share(share)) == text


# Zeros


def test_firms_with_nothing_in_any_column_are_left_out_with_a_note(graph: Graph) -> None:
    """Without deals there is nothing to say about a firm; an unknown amount is not nothing.

    a orders from b at an unknown price, so a default of a hits b. c and d have no deals.
    """
    deals = (a_deal("d1", "BUYS_FROM", "a", "b"),)
    statements = (a_statement("d1", "s"),)
    firms = tuple(a_firm(id_) for id_ in "abcd")
    fill(graph, Knowledge(firms, (a_source("s"),), deals, (), statements))
    every = [row["firm"] for row in ask(graph, "knock-out")]
    assert sorted(every) == ["a", "b", "c", "d"]
    few_rows = shown(graph, "knock-out")
    assert [row[0] for row in few_rows.rows.rows] == ["a"]
    note = "3 firms with nothing in any column are left out; --zeros shows them"
    assert few_rows.notes[-1] == note
    assert [row[0] for row in shown(graph, "knock-out", zeros=True).rows.rows] == every
    # A firm that is asked for is shown, whatever is known about it.
    report = find("knock-out")
    asked = answer(graph, "knock-out", {"firms": ["c"]})
    assert [row[0] for row in as_shown(graph, report, asked).rows.rows] == ["c"]


@few
@given(knowledge=knowledges())
def test_only_rows_about_firms_are_left_out(graph: Graph, knowledge: Knowledge) -> None:
    fill(graph, knowledge)
    for report in REPORTS:
        if any(one.required for one in report.parameters):
            continue
        found = run_report(graph, report, complete(report, {}, TODAY))
        kept = as_shown(graph, report, found, ids=True).rows.rows
        left_out = [row for row in found.rows.rows if row not in kept]
        for row in left_out:
            assert {"", "0", "0.0"} >= {
                text_of(cell)
                for column, cell in zip(found.rows.columns, row, strict=True)
                if column not in report.firm_columns or isinstance(cell, list)
            }
        if report.name not in ("knock-out", "cascade-ranking", "gross-and-new-money"):
            assert left_out == []


# All of some firms


@few
@given(
    knowledge=knowledges(),
    firms=st.lists(st.sampled_from(FIRM_IDS), min_size=1, max_size=3, unique=True),
    by=st.sampled_from(["firm", "group"]),
)
def test_all_of_keeps_the_rows_with_all_firms(
    graph: Graph, knowledge: Knowledge, firms: list[str], by: str
) -> None:
    """The rows of the report with --firms, in which each of them (or its group) is in a column."""
    fill(graph, knowledge)
    parents = dict(graph.read(("MATCH (f:Firm) RETURN f.id, f.group", {}))[0].rows)
    asked = [firm for firm in firms if firm in parents]
    if not asked:
        return
    for report in WITH_FIRMS:
        if not report.firm_columns:
            continue
        values: dict[str, Any] = {"firms": asked}
        known = {one.name: one for one in report.parameters}
        grouped = "by" in known and "group" in known["by"].type.choices
        if grouped:
            values["by"] = by
        if "firm" in known:
            values["firm"] = asked[0]
        if "since" in known:
            values["since"] = date(2000, 1, 1)
        wanted = {parents[firm] if grouped and by == "group" else firm for firm in asked}
        expected = [
            row
            for row in ask(graph, report.name, **values)
            if wanted <= {id_ for column in report.firm_columns for id_ in ids_in(row[column])}
        ]
        assert ask(graph, report.name, **values, all_of=True) == expected
        if "limit" in known:
            limited = answer(graph, report.name, values | {"all_of": True, "limit": 1})
            assert limited.rows.maps() == expected[:1]
            assert any("more than 1 rows" in note for note in limited.notes) == (len(expected) > 1)


@few
@given(
    knowledge=knowledges(),
    firms=st.lists(st.sampled_from(FIRM_IDS), min_size=2, max_size=2, unique=True),
)
def test_all_of_in_reports_about_deals(
    graph: Graph, knowledge: Knowledge, firms: list[str]
) -> None:
    """Statements and gaps: of the deals and figures whose parties or subjects are all the firms."""
    fill(graph, knowledge)
    known = {firm.id for firm in knowledge.firms}
    if not set(firms) <= known:
        return
    parties = {deal.id: {deal.payer, deal.payee} for deal in knowledge.deals}
    parties |= {figure.id: set(figure.about) for figure in knowledge.figures}
    for name in ("statements", "gaps", "contested"):
        expected = [row for row in ask(graph, name) if set(firms) <= parties[row["deal"]]]
        assert ask(graph, name, firms=firms, all_of=True) == expected
    between = sum(
        row["deals"] for row in ask(graph, "timeline", firms=firms, all_of=True, secondary=True)
    )
    pair = {"first": firms[0], "second": firms[1]}
    dated = [row for row in ask(graph, "between", **pair) if row["status"] != "terminated"]
    assert between <= len(dated)


def test_all_of_needs_firms(shipped: Graph, moneyloop: Program) -> None:
    ran = moneyloop("report", "loops", "--all-of")
    assert ran.returncode == 2
    assert "--all-of needs --firms" in ran.stderr


def test_the_query_of_a_report_says_what_it_does_not_check(
    shipped: Graph, moneyloop: Program
) -> None:
    words = ("report", "direct", "--firms", "openai,amd", "--all-of", "--cypher")
    second = moneyloop(*words).stdout.splitlines()[1]
    assert second == (
        '// --all-of is applied to the rows: keep those with all of ["openai", "amd"] in '
        "funder, funded"
    )
