"""Scanning what Neo4j holds: the loops of the reports, and those that trying everything finds."""

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
from moneyloop.scan.duck import Duck
from moneyloop.scan.engine import Engine
from moneyloop.scan.from_graph import COLUMNS, deals, types
from moneyloop.scan.request import Order, Roles, Wanted
from moneyloop.scan.run import scan
from tests.conftest import quiet
from tests.integration import ledgers
from tests.integration.graphs import CAPITAL, REVENUE, ask, fill, knowledges
from tests.integration.ledgers import Payment

Program = Callable[..., subprocess.CompletedProcess[str]]
few = settings(max_examples=4, deadline=None, phases=[Phase.generate])


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    duck = Duck("1GB")
    yield duck
    duck.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("deals")


def found(graph: Graph, engine: Engine, folder: Path, **wanted: Any) -> list[dict[str, Any]]:
    asked = Wanted(columns=COLUMNS, **wanted)
    table = scan(engine, deals(graph, folder), asked, quiet).table
    return [row for batch in engine.batches(table) for row in batch.to_pylist()]


def ring(firms: list[str], types_: list[list[str]]) -> tuple[Any, ...]:
    """A loop from its least firm on: engines have orders of letters of their own."""
    hops = [(firm, tuple(one)) for firm, one in zip(firms, types_, strict=True)]
    return (*hops[hops.index(min(hops)) :], *hops[: hops.index(min(hops))])


def agrees_with_the_report(graph: Graph, engine: Engine, folder: Path) -> int:
    rows = found(graph, engine, folder, max_hops=4)
    told = ask(graph, "loops", max_hops=4, as_of=date.today())
    expected = {ring(row["firms"], row["edge_types"]): row["weakest_usd"] for row in told}
    assert {ring(row["accounts"], row["types"]): row["weakest"] for row in rows} == expected
    assert len(rows) == len(told)
    return len(rows)


def test_what_ships_has_the_loops_of_the_report(
    shipped: Graph, engine: Engine, folder: Path
) -> None:
    assert agrees_with_the_report(shipped, engine, folder) > 20
    largest = found(shipped, engine, folder, max_hops=4, top=3)
    told = ask(shipped, "loops", max_hops=4, as_of=date.today(), order="weakest")[:3]
    assert [row["weakest"] for row in largest] == [row["weakest_usd"] for row in told]
    for row in found(shipped, engine, folder, min_amount=Decimal(10**9)):
        assert row["weakest"] is None or row["weakest"] >= 10**9


@few
@given(made=knowledges())
def test_any_graph_has_the_loops_of_the_report(
    graph: Graph, engine: Engine, folder: Path, made: Knowledge
) -> None:
    fill(graph, made)
    agrees_with_the_report(graph, engine, folder)


@few
@given(made=knowledges())
def test_deals_in_order_of_time_from_capital_to_revenue(
    graph: Graph, engine: Engine, folder: Path, made: Knowledge
) -> None:
    fill(graph, made)
    rows = graph.read((query("lookup/payments"), {"as_of": date.today()}))[0].maps()
    # A deal is known by its amount here: without --keep no rule looks at it.
    payments = [
        Payment(row["payer"], row["payee"], Decimal(at), row["date"], row["type"])
        for at, row in enumerate(rows)
        if row["date"]
    ]
    order, roles = Order(within_days=90), Roles(edges("capital"), edges("revenue"))
    expected = Counter(
        tuple(rows[int(one.amount)]["id"] for one in chosen)
        for chosen in ledgers.chosen_payments(payments, 2, 3, order, roles)
    )
    told = found(graph, engine, folder, order=order, roles=roles)
    # Where all are of one day engines may begin a loop elsewhere: they order letters otherwise.
    assert Counter(frozenset(row["ids"]) for row in told) == Counter(map(frozenset, expected))
    assert {row["ledger"] for row in told} <= {None}


def edges(text: str) -> frozenset[str]:
    return frozenset((types(text) or "").lower().split(","))


def test_types_are_named_in_any_usual_way() -> None:
    assert edges("capital") == {one.lower() for one in CAPITAL}
    assert edges("Revenue") == {one.lower() for one in REVENUE}
    assert types("invests-in, Buys From") == "INVESTS_IN,BUYS_FROM"
    with pytest.raises(ValueError, match="'sale', 'loan' is no type of the graph; types are"):
        types("sale,invests_in,loan")


def test_a_scan_of_the_graph_as_a_user_makes_it(
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
        ((), "name the files of a ledger; or say --from-graph"),
        (("ledger.csv", "--from-graph"), "leave out 'ledger.csv', or --from-graph"),
        (("--from-graph", "--payer", "a", "--id", "b"), "--payer, --id: of files only"),
        (("--from-graph", "--returns-as", "sale"), "'sale' is no type of the graph"),
        (("ledger.csv", "--id", "no"), "say --in-time-order as well"),
    ],
)
def test_what_does_not_go_together_is_told(
    moneyloop: Program, words: tuple[str, ...], message: str
) -> None:
    ran = moneyloop("scan", *words)
    assert ran.returncode == 2
    assert message in ran.stderr


@pytest.mark.parametrize(
    ("words", "messages"),
    [
        (("--from-scan",), ["needs the type of all payments", "needs --currency"]),
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
            ["with it, use --type to give the meaning of a name there"],
        ),
        (
            ("--from-scan", "--type", "loan=lends-to", "--currency", "USD"),
            ["add --type-column"],
        ),
        (("--from-scan", "--type-column", "kind", "--currency", "USD"), ["--type-column kind"]),
        (("--currency", "USD"), ["go with --from-scan"]),
    ],
)
def test_options_of_loops_that_do_not_go_together_are_told_at_once(
    moneyloop: Program, tmp_path: Path, words: tuple[str, ...], messages: list[str]
) -> None:
    file = tmp_path / "loops.csv"
    file.write_text("", "utf-8")
    ran = moneyloop("import", str(file), *words)
    assert ran.returncode == 2
    for message in messages:
        assert message in ran.stderr
