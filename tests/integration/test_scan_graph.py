"""Scans of Neo4j find the loops of the reports, and those that brute force finds."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from loader.records import Knowledge
from moneyloop.graph.connection import Graph
from moneyloop.report import library
from moneyloop.report.arguments import complete
from moneyloop.report.run import run_report
from moneyloop.scan.engines.base import Engine
from moneyloop.scan.engines.duckdb.engine import DuckDBEngine
from moneyloop.scan.reading.graph_deals import COLUMNS, edge_types, write_deals
from moneyloop.scan.request import ChainRules, ScanRequest, TypeFilter
from moneyloop.scan.run import scan
from tests.conftest import quiet
from tests.integration import ledgers
from tests.integration.graphs import CAPITAL, REVENUE, ask, fill, knowledges
from tests.integration.ledgers import Payment

Program = Callable[..., subprocess.CompletedProcess[str]]
few = settings(max_examples=4, deadline=None, phases=[Phase.generate])


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    duck = DuckDBEngine("1GB")
    yield duck
    duck.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("deals")


def found(
    graph: Graph, engine: Engine, folder: Path, deals: dict[str, Any] | None = None, **rules: Any
) -> list[dict[str, Any]]:
    request = ScanRequest(columns=COLUMNS, **rules)
    loops = scan(engine, write_deals(graph, folder, deals or {}), request, quiet).loops
    return [row for batch in engine.batches(loops) for row in batch.to_pylist()]


def ring(firms: list[str], types_of_hops: list[list[str]]) -> tuple[Any, ...]:
    """A loop from its least firm on, since engines sort text differently."""
    hops = [(firm, tuple(types)) for firm, types in zip(firms, types_of_hops, strict=True)]
    return (*hops[hops.index(min(hops)) :], *hops[: hops.index(min(hops))])


def check_against_the_report(graph: Graph, engine: Engine, folder: Path, **deals: Any) -> int:
    rows = found(graph, engine, folder, deals, max_hops=4)
    report_rows = ask(graph, "loops", **({"max_hops": 4, "as_of": date.today()} | deals))
    expected = {ring(row["firms"], row["edge_types"]): row["weakest_usd"] for row in report_rows}
    assert {ring(row["accounts"], row["types"]): row["weakest"] for row in rows} == expected
    assert len(rows) == len(report_rows)
    return len(rows)


def test_the_shipped_data_has_the_loops_of_the_report(
    shipped: Graph, engine: Engine, folder: Path
) -> None:
    assert check_against_the_report(shipped, engine, folder) > 20
    largest = found(shipped, engine, folder, max_hops=4, top=3)
    report_rows = ask(shipped, "loops", max_hops=4, as_of=date.today(), order="weakest")[:3]
    assert [row["weakest"] for row in largest] == [row["weakest_usd"] for row in report_rows]
    for row in found(shipped, engine, folder, min_amount=Decimal(10**9)):
        assert row["weakest"] is None or row["weakest"] >= 10**9


@few
@given(knowledge=knowledges())
def test_any_graph_has_the_loops_of_the_report(
    graph: Graph, engine: Engine, folder: Path, knowledge: Knowledge
) -> None:
    fill(graph, knowledge)
    check_against_the_report(graph, engine, folder)


OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "as_of": st.dates(date(2024, 12, 1), date(2026, 12, 31)),
        "statuses": st.lists(
            st.sampled_from(["reported", "announced", "signed", "closed", "contingent"]),
            min_size=1,
            unique=True,
        ),
        "sources": st.integers(0, 2),  # how many of the graph's
        "amount": st.sampled_from(["low", "headline", "high"]),
        "secondary": st.booleans(),
        "by": st.sampled_from(["firm", "group"]),
        "min_usd": st.sampled_from([2, 20, 10**9]),
    },
)


@settings(max_examples=12, deadline=None, phases=[Phase.generate])
@given(knowledge=knowledges(), options=OPTIONS)
def test_any_graph_has_the_loops_of_the_report_under_its_options(
    graph: Graph, engine: Engine, folder: Path, knowledge: Knowledge, options: dict[str, Any]
) -> None:
    fill(graph, knowledge)
    if "sources" in options:
        options["sources"] = [source.id for source in knowledge.sources[: options["sources"]]]
    check_against_the_report(graph, engine, folder, **options)


def test_a_scan_has_the_options_that_loops_shares_with_other_reports() -> None:
    of_scan = {parameter.name: parameter for parameter in library.payments().parameters}
    of_loops = {parameter.name: parameter for parameter in library.find("loops").parameters}
    own = {"firms", "all_of", "min_hops", "max_hops", "order", "limit"}
    assert of_scan == {name: one for name, one in of_loops.items() if name not in own}


@pytest.mark.parametrize(
    "words",
    [
        ("--as-of", "2025-10-19"),
        ("--amount", "low"),
        ("--by", "group"),
        ("--statuses", "closed,signed"),
        ("--secondary", "--min-usd", "$1B", "--sources", "article-ja,article-en"),
    ],
)
def test_the_options_of_the_command_are_those_of_the_report(
    shipped: Graph, moneyloop: Program, words: tuple[str, ...]
) -> None:
    ran = moneyloop("scan", "--from-graph", "--max-hops", "4", "-f", "jsonl", *words)
    assert ran.returncode == 0, ran.stderr
    report = json.loads(moneyloop("report", "loops", "-f", "json", *words).stdout)
    loops = [json.loads(line) for line in ran.stdout.splitlines()]
    assert {ring(row["accounts"], row["types"]): row["weakest"] for row in loops} == {
        ring(row["firms"], row["edge_types"]): row["weakest_usd"] for row in report
    }
    assert len(loops) == len(report) > 0


@few
@given(knowledge=knowledges())
def test_deals_in_time_order_from_capital_to_revenue(
    graph: Graph, engine: Engine, folder: Path, knowledge: Knowledge
) -> None:
    fill(graph, knowledge)
    query = library.payments()
    rows = run_report(graph, query, complete(query, {}, date.today())).rows.maps()
    # The amount identifies the deal here: without --keep no rule uses it.
    payments = [
        Payment(row["payer"], row["payee"], Decimal(at), row["date"], row["type"])
        for at, row in enumerate(rows)
        if row["date"]
    ]
    rules = ChainRules(within_days=90)
    types = TypeFilter(edge_types("capital"), edge_types("revenue"))
    expected = Counter(
        tuple(rows[int(payment.amount)]["id"] for payment in chosen)
        for chosen in ledgers.chosen_payments(payments, 2, 3, rules, types)
    )
    loops = found(graph, engine, folder, chain_rules=rules, type_filter=types)
    # If all are of one day, engines may begin a loop elsewhere, since they sort text differently.
    assert Counter(frozenset(row["ids"]) for row in loops) == Counter(map(frozenset, expected))
    assert {row["ledger"] for row in loops} <= {None}


def test_types_can_be_written_in_any_usual_way() -> None:
    assert edge_types("capital") == {name.lower() for name in CAPITAL}
    assert edge_types("Revenue") == {name.lower() for name in REVENUE}
    assert edge_types("invests-in, Buys From") == {"invests_in", "buys_from"}
    with pytest.raises(ValueError, match="'sale', 'loan' is not a type of the graph; types are"):
        edge_types("sale,invests_in,loan")


def test_a_scan_of_the_graph_as_users_run_it(
    shipped: Graph, moneyloop: Program, tmp_path: Path
) -> None:
    loops = str(tmp_path / "loops.jsonl")
    ran = moneyloop(
        "scan", "--from-graph", "--within-days", "30", "--starts-with", "invests-in", "-o", loops
    )
    assert (ran.returncode, ran.stdout) == (0, ""), ran.stderr
    rows = [json.loads(line) for line in Path(loops).read_text("utf-8").splitlines()]
    assert rows
    assert all(row["types"][0] == ["INVESTS_IN"] and row["days"] <= 30 for row in rows)
    again = moneyloop("import", loops, "--from-scan", "--type", "buys-from", "--currency", "usd")
    assert again.returncode == 1
    assert "already in the graph" in again.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "name the files of a ledger, or use --from-graph"),
        (("ledger.csv", "--from-graph"), "leave out 'ledger.csv', or --from-graph"),
        (
            ("--from-graph", "--payer", "a", "--id", "b"),
            "--payer, --id can only be used with files",
        ),
        (("--from-graph", "--returns-as", "sale"), "'sale' is not a type of the graph"),
        (("--from-graph", "--amount", "usd"), "'usd' is not one of low, headline, high"),
        (("ledger.csv", "--as-of", "2025"), "--as-of can only be used with --from-graph"),
        (("ledger.csv", "--id", "no"), "use it with --in-time-order"),
    ],
)
def test_contradictory_options_are_refused(
    moneyloop: Program, words: tuple[str, ...], message: str
) -> None:
    ran = moneyloop("scan", *words)
    assert ran.returncode == 2
    assert message in ran.stderr


@pytest.mark.parametrize(
    ("words", "messages"),
    [
        (("--from-scan",), ["needs --type with the type of all payments", "needs --currency"]),
        (
            (
                "--from-scan",
                "--type",
                "buysfrm",
                "--type",
                "x",
                "--currency",
                "dolar",
                "--sheet",
                "1",
            ),
            ["did you mean buys-from?", "--type x is not a type", "--currency 'dolar'", "--sheet"],
        ),
        (
            ("--from-scan", "--type", "buys-from", "--type-column", "--currency", "USD"),
            ["with it, --type only maps a name in that column to a type"],
        ),
        (
            ("--from-scan", "--type", "loan=lends-to", "--currency", "USD"),
            ["add --type-column"],
        ),
        (("--from-scan", "--type-column", "kind", "--currency", "USD"), ["--type-column kind"]),
        (("--type", "buys-from"), ["need --from-scan"]),
    ],
)
def test_errors_in_import_options_are_reported_together(
    moneyloop: Program, tmp_path: Path, words: tuple[str, ...], messages: list[str]
) -> None:
    file = tmp_path / "loops.csv"
    file.write_text("", "utf-8")
    ran = moneyloop("import", str(file), *words)
    assert ran.returncode == 2
    for message in messages:
        assert message in ran.stderr
