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

from loader.records import Knowledge
from moneyloop.graph.connection import Graph
from moneyloop.graph.queries import query
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


def found(graph: Graph, engine: Engine, folder: Path, **rules: Any) -> list[dict[str, Any]]:
    request = ScanRequest(columns=COLUMNS, **rules)
    loops = scan(engine, write_deals(graph, folder), request, quiet).loops
    return [row for batch in engine.batches(loops) for row in batch.to_pylist()]


def ring(firms: list[str], types_of_hops: list[list[str]]) -> tuple[Any, ...]:
    """A loop from its least firm on, since engines sort text differently."""
    hops = [(firm, tuple(types)) for firm, types in zip(firms, types_of_hops, strict=True)]
    return (*hops[hops.index(min(hops)) :], *hops[: hops.index(min(hops))])


def check_against_the_report(graph: Graph, engine: Engine, folder: Path) -> int:
    rows = found(graph, engine, folder, max_hops=4)
    report_rows = ask(graph, "loops", max_hops=4, as_of=date.today())
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


@few
@given(knowledge=knowledges())
def test_deals_in_time_order_from_capital_to_revenue(
    graph: Graph, engine: Engine, folder: Path, knowledge: Knowledge
) -> None:
    fill(graph, knowledge)
    rows = graph.read((query("lookup/payments"), {"as_of": date.today()}))[0].maps()
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
        (("--currency", "USD"), ["need --from-scan"]),
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
